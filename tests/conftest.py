"""What holds for all tests."""

from hypothesis import settings

# A machine that is busy with something else is no fault of the code: speed is measured in benchmarks/.
settings.register_profile("gubernia", deadline=None)
settings.load_profile("gubernia")
