"""What makes an article of a page, or says more of it: pure functions over text and tokens."""
