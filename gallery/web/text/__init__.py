"""What the pages say, a module for each subject. Templates hold no words of their own.

Scripts have theirs in `static/text/`. Error messages stay where they're raised, because scripts get them too.
"""
