"""Partners to try the portal against: real HTTP servers with tokens, ledgers, and faults that a control call sets.

Nothing of the portal is imported here, and nothing of the portal imports this: it stands on the other side of the wire.
"""
