#ifndef CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
#define CLASSBELL_TESTS_SIMULATION_COVERAGE_H_

#include <cstdio>

#include "referee.h"

namespace classbell::simulation {

// How often each fault met each state of a lesson, as a table for people and for add_coverage().
void print_coverage(const Coverage& coverage, std::FILE* to);

// Adds the counts of such a table. False: it is none.
bool add_coverage(std::FILE* from, Coverage& coverage);

// Prints the pairs that were never met. False: one of them has no excuse, or one was met that cannot be.
bool judge_coverage(const Coverage& coverage);

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
