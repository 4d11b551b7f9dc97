#ifndef CLASSBELL_PLATFORM_LINK_H_
#define CLASSBELL_PLATFORM_LINK_H_

namespace classbell::platform {

// The machine's way out: when it is back, what was backed off is worth another try at once. Called from the
// loop's thread; nothing blocks.
class Link {
 public:
  // Whether, since the last call, an interface got a carrier or an address, or the machine a default route. A hint:
  // several come in a row, a renewed address looks like a new one, and nothing says that the vendor can be reached now.
  virtual bool take_up() = 0;

  // Readable when take_up() has something to look at; the same one for ever.
  virtual int descriptor() const = 0;

 protected:
  ~Link() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINK_H_
