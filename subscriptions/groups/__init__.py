"""What a learning network follows: its page "Wij volgen", its recipients, and who manages them."""
