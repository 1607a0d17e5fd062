"""The pages of following: `asking` is for anybody, `linked` for who has a link from a mail.

None of them has a cookie or a session: what a page may do is in its address alone. So there is
nothing that another site could misuse, and no token against that in the forms.
"""
