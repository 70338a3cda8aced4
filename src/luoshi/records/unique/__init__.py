"""What must not be there twice: keys of records, doubts about doubles, and what people rule on them."""
