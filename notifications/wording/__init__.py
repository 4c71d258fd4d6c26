"""What messages say: variables with types, the words that the portal comes with, parts of an SMS. No database."""
