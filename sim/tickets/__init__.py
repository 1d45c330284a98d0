"""Ticket files of a place: read in a stream, coded without names, measured by the program's own definitions."""
