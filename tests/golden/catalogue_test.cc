// Goal: every row of every vendor's catalogue can be called, and what is wrong with a call is said before it is sent.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/crypto.h"
#include "vendors/parameters.h"
#include "vendors/php.h"

namespace classbell::golden {
namespace {

using vendors::check;
using vendors::Endpoint;
using vendors::Need;
using vendors::Parameter;
using vendors::Type;
using vendors::Value;

vendors::Account account(const vendors::Vendor& vendor) {
  vendors::Account account;
  account.name = "s";
  account.base_url = "https://cloud.example";
  for (const vendors::Setting& setting : vendor.settings) {
    std::string value =
        setting.fallback.empty() ? "Secret " + std::string(setting.name) + "/+=\"三" : std::string(setting.fallback);
    if (setting.allowed == "0-9") value = "1400001533";
    account.set(setting, value);
  }
  return account;
}

// A value that the row allows.
Value sample(const Parameter& parameter) {
  const vendors::Limits& limits = parameter.limits;
  if (!parameter.members.empty()) {
    Value object{Value::Object{}};
    for (const Parameter& member : parameter.members) object.set(member.name, sample(member));
    return parameter.type == Type::kList ? Value(Value::List{object}) : object;
  }
  if (!limits.one_of.empty()) {
    const Value first(limits.one_of.substr(0, limits.one_of.find('|')));
    if (parameter.type == Type::kList) return Value(Value::List{first});
    return parameter.type == Type::kInt ? Value(first.to_int(0)) : first;
  }
  const std::int64_t least = limits.min == INT64_MIN ? 1 : std::max<std::int64_t>(limits.min, 1);
  switch (parameter.type) {
    case Type::kInt: return Value(least);
    case Type::kBool: return Value(true);
    case Type::kString:
      if (limits.form == vendors::Form::kJsonList) return Value("[7]");
      if (limits.form != vendors::Form::kText)
        return Value(std::string("2018-03-16 12:13:27").substr(0, static_cast<std::size_t>(limits.max)));
      return Value(std::string(static_cast<std::size_t>(least), 'x'));
    case Type::kList:
    case Type::kStrings: return Value(Value::List(static_cast<std::size_t>(least), Value("7")));
    case Type::kObject: return Value(Value::Object{{"type", Value(0)}, {"url", Value("https://a.example/")}});
    case Type::kFile: return Value("bytes of a file");
    case Type::kAny: return Value(least);
  }
  return Value();
}

Value required_parameters(const Endpoint& row) {
  Value given{Value::Object{}};
  for (const Parameter& parameter : row.parameters) {
    if (parameter.need == Need::kRequired) given.set(parameter.name, sample(parameter));
  }
  return given;
}

Value all_parameters(const Endpoint& row) {
  Value given{Value::Object{}};
  for (const Parameter& parameter : row.parameters) {
    if (parameter.need != Need::kAuth) given.set(parameter.name, sample(parameter));
  }
  return given;
}

template <class Visit>
void each_row(Visit visit) {
  for (const vendors::Vendor& vendor : vendors::registry()) {
    for (const Endpoint& row : vendor.endpoints) {
      SCOPED_TRACE(std::string(vendor.name) + " " + std::string(row.name));
      visit(vendor, row);
    }
  }
}

TEST(Catalogue, EveryRowIsBuiltFromItsRequiredParameters) {
  int rows = 0;
  each_row([&](const vendors::Vendor& vendor, const Endpoint& row) {
    ++rows;
    const auto session = vendor.open(account(vendor));
    for (const Value& given : {required_parameters(row), all_parameters(row)}) {
      EXPECT_EQ(check(row, given).value_or(""), "");
      const Request request = session->preview({&row, given}, kNow);
      EXPECT_EQ(request.url.rfind("https://cloud.example" + std::string(row.path), 0), 0U) << request.url;
      EXPECT_EQ(request.once, row.changes);
      const bool has_parts = row.body == vendors::Body::kMultipart;
      EXPECT_EQ(request.parts.empty(), !has_parts);
      EXPECT_EQ(request.body.empty(), has_parts || row.body == vendors::Body::kUrl);
      EXPECT_FALSE(session->explain({&row, given}, kNow).empty());
      if (vendor.name != "cvclass" && vendor.name != "sxb") continue;  // Others may encrypt what they are given.
      for (const auto& [name, value] : *given.object()) {              // What is given is sent.
        std::string sent = request.url + request.body;
        for (const http::Part& part : request.parts) sent += part.name + "=" + part.content;
        EXPECT_NE(sent.find(name), std::string::npos) << name;
      }
    }
  });
  EXPECT_GE(rows, 41 + 18 + 14 + 35 + 59);
}

TEST(Catalogue, WhatIsMissingIsNamed) {
  each_row([](const vendors::Vendor&, const Endpoint& row) {
    for (const Parameter& parameter : row.parameters) {
      if (parameter.need != Need::kRequired) continue;
      Value given = required_parameters(row);
      auto& members = *given.object();
      members.erase(std::find_if(members.begin(), members.end(),
                                 [&](const auto& member) { return member.first == parameter.name; }));
      const std::string said = check(row, given).value_or("");
      EXPECT_NE(said.find("'" + std::string(parameter.name) + "' is required"), std::string::npos) << said;
      EXPECT_NE(said.find(row.section), std::string::npos) << said;
    }
  });
}

TEST(Catalogue, WhatIsUnknownComputedOrOfAnotherKindIsNamed) {
  each_row([](const vendors::Vendor&, const Endpoint& row) {
    Value given = required_parameters(row);
    given.set("no_such", "1");
    EXPECT_NE(check(row, given).value_or("").find("no parameter 'no_such'"), std::string::npos);
    for (const Parameter& parameter : row.parameters) {
      const auto said = [&](const Value& value) {
        Value wrong = required_parameters(row);
        wrong.set(parameter.name, value);
        return check(row, wrong).value_or("");
      };
      const std::string name = "'" + std::string(parameter.name) + "'";
      if (parameter.need == Need::kAuth) {
        EXPECT_NE(said("1").find(name + " is computed"), std::string::npos);
        continue;
      }
      EXPECT_NE(said(Value()).find(name + " must be"), std::string::npos) << said(Value());
      EXPECT_EQ(said(true).find(name + " must be") == std::string::npos, parameter.type == Type::kBool);
      if (parameter.type == Type::kInt) {
        for (const char* text : {"x", "", "1.5", "1x", "0x1", "9223372036854775808"})
          EXPECT_NE(said(text).find(name + " must be a whole number"), std::string::npos) << text;
        if (parameter.limits.min != INT64_MIN) {
          EXPECT_NE(said(parameter.limits.min - 1).find(name + " must be"), std::string::npos);
        }
        if (parameter.limits.max != INT64_MAX) {
          EXPECT_NE(said(parameter.limits.max + 1).find(name + " must be"), std::string::npos);
        }
      }
      if (!parameter.limits.one_of.empty()) {
        const bool is_list = parameter.type == Type::kList;
        const std::string allowed = (is_list ? "a list of " : "one of ") + std::string(parameter.limits.one_of);
        EXPECT_NE(said(is_list ? Value(Value::List{Value("99")}) : Value("99")).find(allowed), std::string::npos);
      }
      if (parameter.type == Type::kBool) {
        for (const char* text : {"1", "yes", "TRUE", ""}) {
          EXPECT_NE(said(text).find(name + " must be true or false"), std::string::npos) << text;
        }
      }
      const bool is_text = parameter.type == Type::kString && parameter.limits.form == vendors::Form::kText;
      if (is_text && parameter.limits.max < 1000) {
        std::string longer;
        for (std::int64_t i = 0; i < parameter.limits.max; ++i) longer += "三";
        EXPECT_EQ(said(longer).find(name), std::string::npos) << "characters, not bytes: " << said(longer);
        EXPECT_NE(said(longer + "三").find(name + " must be"), std::string::npos);
      }
      if (parameter.type == Type::kList || parameter.type == Type::kStrings) {
        EXPECT_NE(said("1,2").find(name + " must be a list"), std::string::npos);
        const bool may_be_empty = parameter.need != Need::kRequired && parameter.limits.min <= 0;
        EXPECT_EQ(said(Value(Value::List{})).find(name + " must be a list") == std::string::npos, may_be_empty);
      }
    }
  });
}

TEST(Catalogue, ConditionsHoldWhenTheyHold) {
  int conditions = 0;
  each_row([&](const vendors::Vendor&, const Endpoint& row) {
    for (const Parameter& parameter : row.parameters) {
      if (parameter.need != Need::kConditional) continue;
      ++conditions;
      const std::size_t equals = parameter.condition.find('=');
      const bool is_any = equals == std::string_view::npos;  // Whatever its value is.
      const std::string_view on = parameter.condition.substr(0, equals);
      const auto is_it = [&](const Parameter& p) { return p.name == on; };
      const Parameter& of = *std::find_if(row.parameters.begin(), row.parameters.end(), is_it);
      for (const bool as_number : {false, true}) {
        Value given = required_parameters(row);
        const Value value = is_any ? sample(of) : Value(parameter.condition.substr(equals + 1));
        if (of.type == Type::kList) given.set(on, Value::List{value});
        else given.set(on, as_number && !is_any ? Value(value.to_int(0)) : value);
        for (const Parameter& other : row.parameters) {
          const bool goes_with_it = other.condition == parameter.condition && other.name != parameter.name;
          if (goes_with_it) given.set(other.name, sample(other));
        }
        const std::string said = check(row, given).value_or("");
        EXPECT_NE(
            said.find("'" + std::string(parameter.name) + "' is required when " + std::string(parameter.condition)),
            std::string::npos)
            << said;
        given.set(parameter.name, sample(parameter));
        EXPECT_EQ(check(row, given).value_or(""), "");
      }
    }
  });
  EXPECT_GT(conditions, 0);
}

// Goal: --all follows every listing that has pages, and no other.
// Method: the parameter that names the page is in the row's own table, apart from how the row is paged.
TEST(Catalogue, WhatHasPagesIsPaged) {
  int paged = 0;
  each_row([&](const vendors::Vendor&, const Endpoint& row) {
    std::string_view has;
    for (const Parameter& parameter : row.parameters) {
      for (const std::string_view name : {"page", "pageNo", "index"}) {
        if (parameter.name == name) has = name;
      }
    }
    EXPECT_EQ(has.empty(), row.paging == vendors::Paging::kNone);
    if (has.empty()) return;
    ++paged;
    EXPECT_EQ(vendors::page_parameter(row.paging), has);
    const std::string rows(row.rows.substr(row.rows.rfind('.') + 1));
    EXPECT_NE(row.reply.find(rows + "[]"), std::string_view::npos) << "the reply has no list " << row.rows;
  });
  EXPECT_EQ(paged, 15 + 3 + 3 + 2 + 9);  // cvclass, sxb, iclass, weclassroom, gensee.
}

TEST(Catalogue, MessagesAsAPersonReadsThem) {
  const vendors::Endpoint& control = *vendors::find_vendor("cvclass")->find("room_control");
  const auto said = [&](const Value::Object& given) { return check(control, Value(given)).value_or("nothing"); };
  EXPECT_EQ(said({{"serial", "1"}, {"state", "1"}}), "nothing");
  EXPECT_EQ(said({{"serial", "1"}}),
            "room_control (section 1.3.2): 'state' is required: What to do: 1 start the lesson, 0 end it");
  EXPECT_EQ(said({{"serial", "1"}, {"state", "2"}}),
            "room_control (section 1.3.2): 'state' must be one of 0|1: What to do: 1 start the lesson, 0 end it");
  EXPECT_EQ(said({{"serial", "1"}, {"state", "1"}, {"stat", "1"}}),
            "room_control (section 1.3.2): no parameter 'stat'; there are: app_id, serial, state");
  EXPECT_EQ(said({{"serial", ""}, {"state", "1"}}),
            "room_control (section 1.3.2): 'serial' must be 1 to 32 characters: Room number");
  EXPECT_EQ(said({{"token", "1"}}), "room_control (section 1.3.2): 'token' is computed and cannot be given");
}

std::string without(std::string text, const std::string& part) {
  for (std::size_t at = 0; !part.empty() && (at = text.find(part, at)) != std::string::npos;)
    text.replace(at, part.size(), "***");
  return text;
}

// In a form, in a URL, in JSON: a blank is '+' or "%20", and a quote is escaped.
std::vector<std::string> forms_of(const std::string& secret) {
  std::string raw, json;
  for (const char c : vendors::php::urlencode(secret)) raw += c == '+' ? "%20" : std::string(1, c);
  for (const char c : secret) json += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return {secret, vendors::php::urlencode(secret), raw, json};
}

// What the log and --dry-run mask is secrets(), plain and percent-encoded: nothing configured as a secret shows
// through.
TEST(Catalogue, SecretsCoverEveryRequest) {
  each_row([](const vendors::Vendor& vendor, const Endpoint& row) {
    const vendors::Account with = account(vendor);
    const auto session = vendor.open(with);
    const vendors::Call call{&row, required_parameters(row)};
    const Request request = session->preview(call, kNow);
    std::string text = request.url + "\n" + request.body;
    for (const http::Part& part : request.parts) text += "\n" + part.content;
    for (const vendors::SignStep& step : session->explain(call, kNow)) text += "\n" + step.bytes;
    for (const Secret& secret : session->secrets()) {
      const auto forms = forms_of(std::string(secret.reveal()));
      for (std::size_t i = 0; i < 3; ++i) text = without(text, forms[i]);
    }
    for (const vendors::Setting& setting : vendor.settings) {
      if (!setting.secret) continue;
      const std::string secret(with.secret(setting.name).reveal());
      std::vector<std::string> forms = forms_of(secret);
      forms.push_back(vendors::base64(secret));
      // With md5(Secretkey) anybody can sign. md5(app_id), which an empty call's steps show, opens nothing.
      if (setting.name != "app_id") forms.push_back(vendors::md5_hex(secret));
      for (const std::string& form : forms)
        EXPECT_EQ(text.find(form), std::string::npos) << setting.name << " shows in " << text;
    }
  });
}

}  // namespace
}  // namespace classbell::golden
