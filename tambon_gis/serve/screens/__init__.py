"""One module a screen: what it shows, and the steps that its forms take."""
