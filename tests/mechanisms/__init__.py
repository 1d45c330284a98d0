"""What every mechanism must show, over paired runs of the same world and seed."""
