"""Contracts and agreements (合同与协议): parties, terms, payments and results."""
