# How code is hardened, ours and the dependencies' alike: build-dependencies reads the first line too. Needs GCC 12;
# with an older compiler take -ftrivial-auto-var-init out, and 3 down to 2. tests/house/hardening.py looks at what comes of it.
set(CLASSBELL_HARDENING -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero)
set(CLASSBELL_HARDENING_LINK -Wl,-z,relro,-z,now,-z,noexecstack)
