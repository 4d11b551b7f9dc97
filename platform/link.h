#ifndef CLASSBELL_PLATFORM_LINK_H_
#define CLASSBELL_PLATFORM_LINK_H_

namespace classbell::platform {

// The machine's way out: when it is back, what was backed off is worth another try at once (PRODUCT 6). Called from the
// loop's thread; nothing blocks.
class Link {
 public:
  // Whether, since the last call, an interface got a carrier or an address, or the machine a default route. A hint: it
  // says neither that the vendor can be reached now nor that it could not be before, and several may come in a row.
  virtual bool take_up() = 0;

  // Readable when take_up() has something to look at; the same one for ever.
  virtual int descriptor() const = 0;

 protected:
  ~Link() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINK_H_
