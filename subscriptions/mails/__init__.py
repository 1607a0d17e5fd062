"""What the mails say: a letter is made once, as plain values, and written as text and as HTML."""
