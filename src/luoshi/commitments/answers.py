"""API operations of the line: the answer to the question about a document's columns."""

from luoshi.plans.receiving.api_routes import column_operations as build_operations

__all__ = ["build_operations"]
