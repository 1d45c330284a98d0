"""Who acts: the state (columns) and the decisions (scalar rules) of each kind of agent."""
