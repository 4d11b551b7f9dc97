# How code is hardened, ours and the dependencies' alike: build-dependencies reads the first line too. A sanitized or fuzzed
# build goes without, since its own checks find more. What comes of it is looked at by tests/house/hardening.py.
set(CLASSBELL_HARDENING -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero)
set(CLASSBELL_HARDENING_LINK -Wl,-z,relro,-z,now,-z,noexecstack)
