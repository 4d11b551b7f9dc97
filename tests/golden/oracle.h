#ifndef CLASSBELL_TESTS_GOLDEN_ORACLE_H_
#define CLASSBELL_TESTS_GOLDEN_ORACLE_H_

#include <string>
#include <vector>

// PHP as the oracle: one process answers all cases of a primitive.
namespace classbell::golden {

using Fields = std::vector<std::string>;  // A case: any bytes.

// PHP's answer to each case, in their order. Throws with one clear line when PHP is missing, older than 8.2 or fails.
std::vector<std::string> ask_php(const std::string& primitive, const std::vector<Fields>& cases);

std::string to_hex(const std::string& bytes);
std::string from_hex(const std::string& digits);

}  // namespace classbell::golden

#endif  // CLASSBELL_TESTS_GOLDEN_ORACLE_H_
