// The 59 interfaces, in the document's order: path behind /training/, roles, handler, parameters beside loginName,
// password and sec. A parameter is name, ! (required) or ? (可为空), its type (see Rule), and min-max or =value|value.
#include <sstream>
#include <stdexcept>

#include "gensee.h"

namespace cloud::gensee {
namespace {

Rule read_rule(const std::string& spec) {
  Rule rule;
  const size_t mark = spec.find_first_of("!?");
  if (mark == std::string::npos || mark + 1 >= spec.size()) throw std::logic_error("gensee: bad rule " + spec);
  rule.name = spec.substr(0, mark);
  rule.required = spec[mark] == '!';
  rule.type = spec[mark + 1];
  const std::string limits = spec.substr(mark + 2);
  if (limits.empty()) return rule;
  if (limits[0] == '=') {
    std::stringstream in(limits.substr(1));
    for (std::string value; std::getline(in, value, '|');) rule.values.push_back(value);
    return rule;
  }
  const size_t dash = limits.find('-');
  rule.min = std::stoll(limits.substr(0, dash));
  if (dash + 1 < limits.size()) rule.max = std::stoll(limits.substr(dash + 1));
  return rule;
}

std::vector<Rule> read_rules(const std::string& specs) {
  std::vector<Rule> rules;
  std::stringstream in(specs);
  for (std::string spec; in >> spec;) rules.push_back(read_rule(spec));
  return rules;
}

struct Row {
  const char* name;
  int roles;
  json (Gensee::*handle)(const Params&);
  std::string parameters;
};

const std::string kView =
    " uiMode?i1-6 uiColor?s=blue|default|green uiWindow?b uiVideo?b playerTheme?s=skyblue fullScreenMode?i0-3";
const std::string kTokens = " teacherToken?s6-15 studentToken?s1-15 studentClientToken?s assistantToken?s6-15";
const std::string kAbout = " description?s speakerInfo?s scheduleInfo?s";
const std::string kRoomOptions = kTokens + kView + kAbout +
                                 " startDate!t invalidDate?t webJoin?b clientJoin?b duration?i1- upgrade?b scene?i0-1 "
                                 "realtime!b maxAttendees?i0- aacSupport?b";
const std::string kFamousOptions = kAbout +
                                   " classCount?i1-30 teacherToken?s6-15 assistantToken?s6-15 slaveTeacherToken?s6-15 "
                                   "slaveAssistantToken?s6-15 startDate!t"
                                   " invalidDate?t realtime!b maxAttendees?i0- slaveClazzList!j";
const std::string kTeacherFields =
    "teacherLoginName!s1-40 teacherPassword!s6-15 name!s1-40 maxPoints?i0- validDate?t invalidDate?t maxVodPoints?l0-";
const std::string kExport = "roomId!r startTime?t endTime?t";
const std::string kSyn = "pageNo?i1- startTime?t endTime?t";
const std::string kDays = "startDate!d endDate!d";

}  // namespace

const std::vector<Gensee::Endpoint>& Gensee::endpoints() {
  using G = Gensee;
  constexpr int A = kAdmin, T = kTeacher, O = kOrganiser;
  static const std::vector<Row> kRows = {
      {"room/created", A | T, &G::room_created, "subject!s1-250" + kRoomOptions},                     // 5.1
      {"room/modify", A | T, &G::room_modify, "Id!r subject!s1-250 mobileMode?i1-3" + kRoomOptions},  // 5.2
      {"room/deleted", A | T, &G::room_deleted, "roomId!r"},                                          // 5.3
      {"room/info", A | T, &G::room_info, "roomId!r"},                                                // 5.4
      {"courseware/list", A | T, &G::courseware_list, "roomId!r"},                                    // 5.5
      {"courseware/info", A | T, &G::courseware_info, "coursewareId!s"},                              // 5.6
      {"courseware/modify", A | T, &G::courseware_modify,
       "id!s token?s subject!s mobileMode?i1-3 autoPlay?b" + kView},                                         // 5.7
      {"courseware/deleted", A | T, &G::courseware_deleted, "coursewareId!s"},                               // 5.8
      {"teacher/created", A, &G::teacher_created, kTeacherFields},                                           // 5.9
      {"record/syn", A, &G::record_syn, kSyn},                                                               // 5.10
      {"courseware/syn", A, &G::courseware_syn, kSyn},                                                       // 5.11
      {"warmup/created", A, &G::warmup_created, "name!s recordId!l mode?i1-3"},                              // 5.12
      {"warmup/modify", A, &G::warmup_modify, "id!s name?s recordId?l mode?i1-3"},                           // 5.13
      {"warmup/attach", A, &G::warmup_attach, "roomId!r warmupId!s"},                                        // 5.14
      {"warmup/detach", A, &G::warmup_detach, "roomId!r warmupId!s"},                                        // 5.15
      {"record/choose", A, &G::record_choose, "roomId!r recordId?m"},                                        // 5.16
      {"record/remove", A, &G::record_remove, "roomId!r recordId?m"},                                        // 5.17
      {"export/history", T, &G::export_history, kExport},                                                    // 5.18
      {"export/qa", T, &G::export_qa, kExport},                                                              // 5.19
      {"export/rollcall", T, &G::export_rollcall, kExport},                                                  // 5.20
      {"export/vote", T, &G::export_vote, kExport},                                                          // 5.21
      {"doc/syn", A, &G::doc_syn, kSyn},                                                                     // 5.22
      {"doc/attach", A, &G::doc_attach, "roomId!r docId!l"},                                                 // 5.23
      {"doc/detach", A, &G::doc_detach, "roomId!r docId!l"},                                                 // 5.24
      {"export/study/history", A, &G::export_study_history, "pageNo?i1- date!t hour?i0-23 joinTimeSync?b"},  // 5.25
      {"export/chat", A | T, &G::export_chat, kExport},                                                      // 5.26
      {"courseware/transcode", A | T, &G::courseware_transcode,
       "resourceUrl!u callbackUrl?u name!s convmode?i0-1"},                                   // 5.27
      {"media/transcode", A | T, &G::media_transcode, "resourceUrl!u callbackUrl?u name!s"},  // 5.28
      {"export/room/usage", A, &G::export_room_usage, "roomId?r startTime!t endTime!t"},      // 5.29
      {"room/telconf", A | T, &G::room_telconf,
       "roomId!r siteName?s sitePassword?s callinSupport?b callinNum?s hostPasscode?s guestPasscode?s"},  // 5.30
      {"export/room/concurrent", A, &G::export_room_concurrent, kDays},                                   // 5.31
      {"export/vod/concurrent", A, &G::export_vod_concurrent, kDays},                                     // 5.32
      {"export/redpacket", A | T, &G::export_redpacket, kExport},                                         // 5.33
      {"export/medal", A | T, &G::export_medal, kExport + " pageNo?i1-"},                                 // 5.34
      {"export/praise", A | T, &G::export_praise, kExport + " pageNo?i1-"},                               // 5.35
      {"relay/add", O, &G::relay_add, "roomId!r relayId!s"},                                              // 5.36
      {"relay/remove", O, &G::relay_remove, "roomId!r relayId!s"},                                        // 5.37
      {"vod/vodview", O, &G::vodview, "id!s"},                                                            // 5.38
      {"export/reward", A, &G::export_reward, kDays},                                                     // 5.39
      {"teacher/modify", A, &G::teacher_modify, kTeacherFields},                                          // 5.40
      {"query/status", A | O, &G::query_status,
       "roomId!r status?i0-2"},  // 5.41: status is an answer, printed in the wrong place
      {"export/praise/detail", A | T, &G::export_praise_detail, kExport},  // 5.42
      {"gr/delete", A | O, &G::gr_delete, "grId!l"},                       // 5.43
      {"famousroom/created", A | T, &G::famous_created,
       "subject!s1-50 slaveStudentClientToken?s6-15" + kFamousOptions},  // 5.44, POST
      {"famousroom/modify", A | O, &G::famous_modify,
       "id!r subject?s1-50 slavestudentClientToken?s6-15" + kFamousOptions},                           // 5.45, POST
      {"slaveroom/modify", A | T, &G::slave_modify, "roomId!r className?s"},                       // 5.46
      {"famousroom/info", A | O, &G::famous_info, "id!r"},                                             // 5.47
      {"tutorialroom/info", A | O, &G::tutorial_info, "roomId!r"},                                     // 5.48
      {"famousroom/deleted", A | T, &G::famous_deleted, "roomId!r"},                                   // 5.49
      {"group/create", A | O, &G::group_create, "groupCount!i1-40 roomId!r groupNameList!j"},          // 5.50
      {"group/add", A | O, &G::group_add, "roomId!r groupName?s"},                                     // 5.51
      {"group/update", A | O, &G::group_update, "roomId!r groupCode!s groupName!s"},                   // 5.52
      {"group/delete", A | O, &G::group_delete, "roomId!r groupCode!s"},                               // 5.53
      {"room/sync", A | T, &G::room_sync, "pageNo?i1- createTime?c status?i=-1|0|1|2 finished?i0-2"},  // 5.54
      {"miniroom/created", A | T, &G::mini_created,
       "subject!s1-250 teacherToken?s6-15 studentClientToken?s6-15 startDate!t duration!i30-480 action?b "
       "maxAttendees?i0-" +
           kAbout},  // 5.55
      {"miniroom/modify", A | T, &G::mini_modify,
       "Id!r subject!s1-250 teacherToken?s6-15 studentClientToken?s6-15 action?b maxAttendees?i0-" + kAbout},  // 5.56
      {"miniroom/export/history", A | T, &G::mini_history, "id!r pageNo?i1-"},                                 // 5.57
      {"miniroom/syn", A | T, &G::mini_syn, "pageNo?i1-"},                                                     // 5.58
      {"room/student/list", A | T, &G::room_student_list,
       "studentListInfo!j roomId!r groupCode?s cover?b expireTime?i1-180"},  // 5.59
  };
  static const std::vector<Endpoint> kEndpoints = [] {
    std::vector<Endpoint> out;
    for (const Row& row : kRows) {
      const bool post_only = row.handle == &G::famous_created || row.handle == &G::famous_modify;
      out.push_back({row.name, row.roles, post_only, row.handle, read_rules(row.parameters)});
    }
    return out;
  }();
  return kEndpoints;
}

const Gensee::Endpoint* Gensee::find_endpoint(const std::string& name) {
  for (const Endpoint& endpoint : endpoints()) {
    if (name == endpoint.name) return &endpoint;
  }
  return nullptr;
}

}  // namespace cloud::gensee
