"""Records by what people call them: number, code, name, abbreviation or pinyin initials, for many words at once."""
