"""Texts of the sign-in page."""

SIGN_IN = "Sign in"
KEY = "Owner's key"
LINK = (
    "On this machine, you can also open the link that %(command)s prints when it starts. The key is in the file "
    "%(file)s of the data folder, %(folder)s."
)

NO_KEY = "This gallery has no owner's key yet"
WITHOUT_KEY = "Until it has one, nobody can sign in, and it's read-only. If it's yours:"
GENERATE_KEY = "Generate a long random key, for example with %(command)s."
SET_KEY = "Set it as %(setting)s: in the app settings in Azure, or in %(file)s on your machine."
RESTART = "Restart the app if it doesn't restart automatically, then come back here and sign in with the key."
