"""The scenario language: what may be written, as strict models that check references in place."""
