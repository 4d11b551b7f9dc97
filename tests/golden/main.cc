#include <gtest/gtest.h>

#include <cstdio>

#include "generate.h"
#include "vendors/crypto.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::printf("CLASSBELL_SEED=%llu\n", static_cast<unsigned long long>(classbell::golden::seed()));
  if (!classbell::vendors::crypto_init()) {
    std::fprintf(stderr, "the PSA random source is broken\n");
    return 1;
  }
  return RUN_ALL_TESTS();
}
