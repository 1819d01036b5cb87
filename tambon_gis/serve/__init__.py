"""The local page: a door for people who do not type commands; every step is a call into study."""
