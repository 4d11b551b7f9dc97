#ifndef CLASSBELL_CORE_SPAN_H_
#define CLASSBELL_CORE_SPAN_H_

#include <cstddef>
#include <type_traits>
#include <utility>

namespace classbell {

// A borrowed run of `T`, until std::span (C++20).
template <class T>
class Span {
 public:
  constexpr Span() = default;
  constexpr Span(T* data, std::size_t size) : data_(data), size_(size) {}
  // From what is such a run, by itself. NOLINTBEGIN(google-explicit-constructor)
  template <std::size_t N>
  constexpr Span(T (&array)[N]) : data_(array), size_(N) {}
  template <class Container, class = decltype(static_cast<T*>(std::declval<Container&>().data()))>
  constexpr Span(Container& container) : data_(container.data()), size_(container.size()) {}
  // NOLINTEND(google-explicit-constructor)

  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& operator[](std::size_t i) const { return data_[i]; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_SPAN_H_
