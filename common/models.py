"""Tables of the machine room only; none has a key into our apps."""
