#ifndef CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
#define CLASSBELL_TESTS_SIMULATION_COVERAGE_H_

#include "referee.h"

namespace classbell::simulation {

// Prints how often each fault met each state of a lesson. False: a pair was never met that is not on the list of those
// that cannot be, or one was met that is on it.
bool print_coverage(const Coverage& coverage);

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
