#include "vendors/iclass/catalogue.h"

#include <cstdint>
#include <iterator>

#include "vendors/iclass/replies.h"

// One array per interface: the common parameters of appendix 1, then the document's table in its order. Needs, types
// and values that the document leaves open or contradicts are explained in README.md.
namespace classbell::vendors::iclass {
namespace {

constexpr Type kBoolean = Type::kBool;
constexpr Limits kCount = range(0, INT64_MAX);
constexpr Limits kSome = length(1, INT64_MAX);  // A list of at least one.
constexpr Limits kFilled = length(1, INT64_MAX);  // What is required may not be empty.

// What every interface carries: three in the URL, one in the body.
constexpr Parameter kSdkAppId = configured("sdkappid", Type::kInt, "Tencent's project number; in the URL", kCount);
constexpr Parameter kRandom = computed("random", Type::kInt, "Random number that tells requests apart; in the URL");
constexpr Parameter kSign = computed("sign", Type::kString, "MD5(tic_key + expire_time), hex; in the URL (appendix 2)");
constexpr Parameter kExpireTime = computed("expire_time", Type::kInt, "End of the signature's life, Unix seconds");

constexpr Parameter kClassId = required("class_id", Type::kInt, "Class id");
constexpr Parameter kUserId = required("user_id", Type::kString, "User id", kFilled);
constexpr Parameter kIndex = optional("index", Type::kInt, "First element, from 0 (default 0)", kCount);
constexpr Parameter kSize = optional("size", Type::kInt, "How many elements, up to 100 (default 100)", range(1, 100));

// 1. Classes

// class_topic to record_user_sig: class/create and class/modify share them.
constexpr Parameter kClassTopic = optional("class_topic", Type::kString, "Name of the class (default its id)");
constexpr Parameter kClassType = optional("class_type", Type::kString,
    "Kind: public (default; anybody may enter), 1v1 or 1vN (members only)", one_of("public|1v1|1vN"));
constexpr Parameter kStartTime = optional("start_time", Type::kInt,
    "Planned begin, Unix seconds (default when it is booked)", kCount);
constexpr Parameter kStopTime = optional("stop_time", Type::kInt,
    "Planned end, Unix seconds (default start_time and 2 hours)", kCount);
constexpr Parameter kRecordTypes = optional("record_types", Type::kList,
    "Recordings: local (default), remote (by the server, begins with the lesson)", one_of("local|remote"));
constexpr Parameter kMember[] = {
    required("role", Type::kString, "Always student", one_of("student")),
    required("user_id", Type::kString, "User id of the student", kFilled),
};
constexpr Parameter kMembers = of(kMember, optional("members", Type::kList, "Who may enter; the teacher may anyway"));
constexpr Parameter kRecordUserId = required_if("record_types=remote", "record_user_id", Type::kString,
    "User id that records, used for nothing else: tic_recorduser and the room number in front");
constexpr Parameter kRecordUserSig = secret(required_if("record_types=remote", "record_user_sig", Type::kString,
    "Signature that belongs to record_user_id"));
constexpr Parameter kSettingsMember[] = {kRecordTypes};
constexpr Parameter kSettings = of(kSettingsMember, optional("settings", Type::kObject,
    "record_types as the document's example nests it; travels as the table says, outside"));

constexpr Parameter kClassCreateParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    required("teacher_id", Type::kString, "User id of the teacher", kFilled),
    kClassTopic, kClassType, kStartTime, kStopTime, kRecordTypes, kMembers, kRecordUserId, kRecordUserSig, kSettings,
};

constexpr Parameter kClassDeleteParameters[] = {kSdkAppId, kRandom, kSign, kExpireTime, kClassId};

constexpr Parameter kClassModifyParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    required("class_id", Type::kInt, "Class id; what is left out below stays as it is"),
    optional("teacher_id", Type::kString, "User id of the teacher"),
    kClassTopic, kClassType, kStartTime, kStopTime, kRecordTypes,
    of(kMember, optional("members", Type::kList, "All who may enter; replaces the list")),
    kRecordUserId, kRecordUserSig, kSettings,
};

constexpr Parameter kClassInfoParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    optional("class_id", Type::kInt, "Class id; the table does not require it, nothing else names the class"),
};

constexpr Parameter kClassListParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime, kIndex, kSize,
    optional("user_id", Type::kString, "Only classes that this user is in (default everybody's)"),
    required("create_time_desc", kBoolean, "Order by time of booking: true latest first (default), false oldest first"),
    optional("class_status", Type::kList, "Only these states: will, ing, end; left out or empty: all",
             one_of("will|ing|end")),
    optional("class_type", Type::kList, "Only these kinds: public, 1v1, 1vN; left out or empty: all",
             one_of("public|1v1|1vN")),
};

// 2. Users

constexpr Parameter kNickname = optional("nickname", Type::kString, "Name that others see");
constexpr Parameter kGender = optional("gender", Type::kString, "male or female", one_of("male|female"));
constexpr Parameter kAvatar = optional("avatar", Type::kString,
    "URL of the picture: jpg or png, less than 100 KB, 400x400 (appendix 4)");
constexpr Parameter kPhoneNo = optional("phone_no", Type::kString, "Phone number");
constexpr Parameter kEmail = optional("e_mail", Type::kString, "E-mail address");

constexpr Limits kRoles = one_of("superadmin|admin|teacher|assistant|student|supervisor|visitor");  // Appendix 3.1
constexpr Parameter kNewUser[] = {
    kUserId,
    required("role", Type::kString,
             "Role: superadmin, admin, teacher, assistant, student, supervisor (patrol) or visitor", kRoles),
    optional("nickname", Type::kString, "Name that others see (default the user id)"),
    optional("gender", Type::kString, "male (default) or female", one_of("male|female")),
    kAvatar, kPhoneNo, kEmail,
};

constexpr Parameter kUserRegisterParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    of(kNewUser, required("list", Type::kList, "New users", kSome)),
};

constexpr Parameter kUserProfileModifyParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime, kUserId,
    optional("role", Type::kAny,
             "Role: superadmin, admin, teacher, assistant, student, supervisor or visitor; the table has a number"),
    kNickname, kGender, kAvatar, kPhoneNo, kEmail,
};

constexpr Parameter kUserTokenUpdateParameters[] = {kSdkAppId, kRandom, kSign, kExpireTime, kUserId};

constexpr Parameter kUserInfoParameters[] = {kSdkAppId, kRandom, kSign, kExpireTime, kUserId};

constexpr Parameter kUserListParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime, kIndex, kSize,
    optional("roles", Type::kList,
             "Only these: superadmin, admin, teacher, assistant, student, supervisor, visitor; left out or empty: all",
             kRoles),
    optional("prefix", Type::kString, "Only user ids that begin with this"),
};

// 3. Courseware

constexpr Parameter kDocumentAddParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    required("doc_url", Type::kString, "Address of the file in Tencent's object storage", kFilled),
    optional("doc_name", Type::kString, "Name of the file, without its extension"),
    optional("doc_ext", Type::kString, "Extension, such as ppt"),
    optional("doc_size", Type::kInt, "Size in bytes (default 0)", kCount),
    optional("doc_md5", Type::kString, "MD5 of the file, hex"),
    optional("permission", Type::kString, "Who sees it: public everybody, private (default) its owner",
             one_of("public|private")),
    optional("is_transcode", kBoolean, "Convert to H5: true, false (default); the vendor must have enabled it"),
    optional("owner", Type::kString, "User id of the owner; left out: permission becomes public"),
};

constexpr Parameter kDocumentDeleteParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    required("doc_ids", Type::kStrings, "Courseware ids", kSome),
};

constexpr Parameter kDocumentInfoParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime,
    required("doc_id", Type::kString, "Courseware id", kFilled),
};

constexpr Parameter kDocumentListParameters[] = {
    kSdkAppId, kRandom, kSign, kExpireTime, kIndex, kSize,
    optional("prefix", Type::kString, "Only courseware whose name begins with this"),
    optional("owner", Type::kString, "Only this owner's"),
    optional("permissions", Type::kList, "Only these: public, private; left out or empty: all",
             one_of("public|private")),
};

// The three ordinary kinds of row: signed JSON, posted.
constexpr Endpoint reads(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, false, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint lists(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, false, Paging::kIndexSize, "list",
          section, meaning, parameters, reply};
}
constexpr Endpoint alters(std::string_view section, std::string_view name, std::string_view path,
                          std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, true, Paging::kNone, "", section, meaning, parameters, reply};
}

constexpr Endpoint kEndpoints[] = {
    alters("1.1", "class/create", "/paas/v1/class/create", "Book a class: class_id, teacher_url, student_url",
           kClassCreateParameters, kClassCreateReply),
    alters("1.2", "class/delete", "/paas/v1/class/delete", "Delete a class", kClassDeleteParameters, kDoneReply),
    alters("1.3", kClassModify, "/paas/v1/class/modify", "Change a class: only what is given changes",
           kClassModifyParameters, kDoneReply),
    reads("1.4", kClassInfo, "/paas/v1/class/info", "One class: state, planned and real times, members, settings",
          kClassInfoParameters, kClassInfoReply),
    lists("1.5", kClassList, "/paas/v1/class/list", "Classes by state, kind and user, up to 100 a page",
          kClassListParameters, kClassListReply),

    alters("2.1", "user/register", "/paas/v1/user/register", "Create users: a user_token for each",
           kUserRegisterParameters, kUserRegisterReply),
    alters("2.2", "user/profile/modify", "/paas/v1/user/profile/modify", "Change a user: only what is given changes",
           kUserProfileModifyParameters, kDoneReply),
    alters("2.3", "user/token/update", "/paas/v1/user/token/update", "Give a user a new user_token",
           kUserTokenUpdateParameters, kUserTokenUpdateReply),
    reads("2.4", "user/info", "/paas/v1/user/info", "One user", kUserInfoParameters, kUserInfoReply),
    lists("2.5", "user/list", "/paas/v1/user/list", "Users by role and prefix, up to 100 a page", kUserListParameters,
          kUserListReply),

    alters("3.1", "document/add", "/paas/v1/document/add", "Add courseware by its address", kDocumentAddParameters,
           kDocumentAddReply),
    alters("3.2", "document/delete", "/paas/v1/document/delete", "Delete courseware", kDocumentDeleteParameters,
           kDoneReply),
    reads("3.3", "document/info", "/paas/v1/document/info", "One piece of courseware, and its conversion to H5",
          kDocumentInfoParameters, kDocumentInfoReply),
    lists("3.4", "document/list", "/paas/v1/document/list",
          "Courseware by name, owner and permission, up to 100 a page", kDocumentListParameters, kDocumentListReply),
};
static_assert(is_sound(kEndpoints));
static_assert(std::size(kEndpoints) == 14);

}  // namespace

Span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace classbell::vendors::iclass
