#ifndef CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
#define CLASSBELL_TESTS_SIMULATION_COVERAGE_H_

#include <cstdio>

#include "referee.h"

namespace classbell::simulation {

// How often each fault met each state of a lesson, and how often what is owed was judged: a table for people and for
// add_coverage().
void print_coverage(const Coverage& coverage, const Judgments& judgments, std::FILE* to);

// Adds the counts of such a table. False: it is none.
bool add_coverage(std::FILE* from, Coverage& coverage, Judgments& judgments);

// Prints the pairs that were never met. False: one of them has no excuse, or one was met that cannot be.
bool judge_coverage(const Coverage& coverage);

// Prints what was judged too seldom, since too much excused it: less than a quarter of the times that it was due.
// False: there is any.
bool judge_judgments(const Judgments& judgments);

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_COVERAGE_H_
