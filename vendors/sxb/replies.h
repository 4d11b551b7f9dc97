#ifndef CLASSBELL_VENDORS_SXB_REPLIES_H_
#define CLASSBELL_VENDORS_SXB_REPLIES_H_

#include <string_view>

// What the document's replies hold, an endpoint each, in its order. "a|b": the table and the examples spell one field
// in two ways.
namespace classbell::vendors::sxb {

// Accounts and rooms

inline constexpr std::string_view kDoneReply = "errorCode, errInfo|errorInfo";
inline constexpr std::string_view kLoginReply = "errorCode, errInfo|errorInfo; data: userSig, token, role";
inline constexpr std::string_view kCreateReply = "errorCode, errInfo|errorInfo; data: roomnum, groupid";
inline constexpr std::string_view kRoomListReply =
    "errorCode, errInfo|errorInfo; data: total; "
    "data.rooms[]: host_uid, title, state, roomnum, groupid, cover, memsize, playback_idx_url, begin_time, "
    "begin_imseq, end_time, end_imseq";
inline constexpr std::string_view kRoomIdListReply =
    "errorCode, errInfo|errorInfo; data: total; data.idlist[]: id, role";
inline constexpr std::string_view kQueryBindReply =
    "errorCode, errInfo|errorInfo; data: total; data.bind_files[]: type, file_name, url";

// Storage and video

inline constexpr std::string_view kCosGetSignReply =
    "errorCode, errInfo|errorInfo; data: sign, bucket, region, preview_tag";
inline constexpr std::string_view kVodGetSignReply =
    "errorCode, errInfo|errorInfo; data: sign, SecretId, SignatureMethod";
// Whatever Tencent answers stands in data; these are the example's.
inline constexpr std::string_view kVodCmdProxyReply = "errorCode, errInfo|errorInfo; data: code, message, totalCount";
inline constexpr std::string_view kVodGetClientSignReply = "errorCode, errInfo|errorInfo; data: sign, SecretId";

}  // namespace classbell::vendors::sxb

#endif  // CLASSBELL_VENDORS_SXB_REPLIES_H_
