"""The life of an issue: the store, the queues, and the phases from need to outcome."""
