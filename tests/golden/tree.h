#ifndef CLASSBELL_TESTS_GOLDEN_TREE_H_
#define CLASSBELL_TESTS_GOLDEN_TREE_H_

#include <string>

#include "vendors/value.h"

// A Value in two notations that PHP understands, written apart from the code under test.
namespace classbell::golden {

// As dump() of oracle.php writes it, so that two trees are equal when their lines are.
std::string dump(const vendors::Value& value);

// PHP's serialize(): lists and objects are arrays.
std::string serialize(const vendors::Value& value);

}  // namespace classbell::golden

#endif  // CLASSBELL_TESTS_GOLDEN_TREE_H_
