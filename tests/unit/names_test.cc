#include "pipeline/mentions/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "pipeline/mentions/entity_id.h"
#include "pipeline/mentions/hits.h"
#include "pipeline/mentions/identifiers.h"
#include "pipeline/mentions/key_index.h"
#include "pipeline/mentions/naming.h"
#include "pipeline/mentions/words.h"

namespace attest {
namespace {

const RuleSet& Rules() {
  static const auto* rules = new Result<RuleSet>(RuleSet::Load(std::string(ATTEST_SOURCE_DIR) + "/rules"));
  return rules->value();
}
const NameFinder& Finder(bool gazetteer = true) {
  static const auto* with = new Result<NameFinder>(NameFinder::Compile(Rules(), {}));
  static const auto* without =
      new Result<NameFinder>(NameFinder::Compile(Rules(), {.use_gazetteer = false, .extra_gazetteers = {}}));
  return (gazetteer ? with : without)->value();
}

struct Read {
  explicit Read(std::string text, const NameFinder& finder = Finder()) {
    document.text = std::move(text);
    finder.Find(DocumentText(document), &analysis);
  }
  // The words of all mentions of a kind, joined by " | ".
  std::string Words(MentionKind kind) const {
    std::string out;
    for (const Mention& mention : analysis.mentions) {
      if (mention.kind != kind) continue;
      if (!out.empty()) out += " | ";
      out += document.text.substr(mention.span.begin, mention.span.length_bytes());
    }
    return out;
  }
  Document document;
  Analysis analysis;
};

struct NameCase {
  const char* text;
  const char* companies;  // in text order, joined by " | "
};

TEST(Names, FindsCompaniesWithTheirLegalForm) {
  const NameCase cases[] = {
      {"Marlowe Castings Ltd said it would close.", "Marlowe Castings Ltd"},
      {"The bid came from Tarn & Beck, Inc. in May.", "Tarn & Beck, Inc."},
      {"It was signed by Orbeck Group Corp. and Tessin plc.", "Orbeck Group Corp. | Tessin plc"},
      {"A unit of Lindau Holdings N.V. took part.", "Lindau Holdings N.V."},
      {"Shares of Kestor (Holdings) Ltd rose.", "Kestor (Holdings) Ltd"},
      {"Harrow and Sons Inc owns the site.", "Harrow and Sons Inc"},
      {"Ogden Gas and Electric Corp raised its rates.", "Ogden Gas and Electric Corp"},
      {"A spokesman told reporters late on Monday that the board of Fennick\nBroadcasting Corp Ltd had declined to "
       "comment on the reports of a\nsale.",
       "Fennick\nBroadcasting Corp Ltd"},
      {"The offer was made by <Rosmere Partnership>, sources said.", "Rosmere Partnership"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kCompany), c.companies) << c.text;
}

TEST(Names, ReadsOddShapes) {
  const NameCase cases[] = {
      {"Profit at 3M rose.", "3M"},
      {"AT&T said it would cut jobs.", "AT&T"},
      {"S&P Global bought a data firm.", "S&P Global"},
      {"Sales at eBay rose.", "eBay"},
      {"Shares in Yahoo! fell.", "Yahoo!"},
      {"Shares in C3.ai fell.", "C3.ai"},
      {"L'Oréal's sales rose.", "L'Oréal"},
      {"McDonald's said it would open 50 restaurants.", "McDonald's"},
      {"xAI raised money from investors.", "xAI"},
      {"The Paris-based airline Air France-KLM agreed.", "Air France-KLM"},
      {"A Rolls-Royce spokesman declined to comment.", "Rolls-Royce"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kCompany), c.companies) << c.text;
}

// As the value stage leaves it: "3M" is a quantity.
Read ReadWithQuantity(std::string text, std::string_view figure) {
  Read read("");
  read.document.text = std::move(text);
  const auto begin = static_cast<uint32_t>(read.document.text.find(figure));
  Mention quantity;
  quantity.kind = MentionKind::kQuantity;
  quantity.span = quantity.in_view = {begin, begin + static_cast<uint32_t>(figure.size())};
  quantity.value = Quantity{};
  read.analysis = {};
  read.analysis.mentions = {quantity};
  Finder().Find(DocumentText(read.document), &read.analysis);
  return read;
}

TEST(Names, TellsACompanyFromAFigure) {
  const NameCase cases[] = {
      {"3M said it would cut jobs.", "3M"},
      {"The suit names 3M, which denied it.", "3M"},
      {"Earlier 3M's chief executive had resigned.", "3M"},
      {"It was bought by 3M.", "3M"},
      {"The service has 3M users.", ""},
      {"It sold 3M shares in the firm.", ""},
  };
  for (const NameCase& c : cases) {
    const Read read = ReadWithQuantity(c.text, "3M");
    EXPECT_EQ(read.Words(MentionKind::kCompany), c.companies) << c.text;
    EXPECT_EQ(read.Words(MentionKind::kQuantity), *c.companies == '\0' ? "3M" : "") << c.text;
  }
}

TEST(Names, NeedsEvidenceForCompaniesThatAreWords) {
  const NameCase cases[] = {
      {"The gap between rich and poor is wide. Gap years are in fashion.", ""},
      {"Shares in Gap fell after the retailer cut its forecast.", "Gap"},
      {"Next year will be hard.", ""},
      {"Shares in Next rose.", "Next"},
      {"Orange juice is dear.", ""},
      {"Orange said it had signed a deal with Nokia.", "Orange | Nokia"},
      {"Visa rules were changed. He needs a visa.", ""},
      {"Target dates were missed.", ""},
      {"The retailer Target posted a loss.", "Target"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kCompany), c.companies) << c.text;
}

TEST(Names, TellsOthersFromCompanies) {
  const char* cases[] = {
      "The plant in Toulouse is old.",
      "The Federal Reserve cut rates on Monday.",
      "The Ministry of Transport agreed to the plan.",
      "British officials met in Brussels.",
      "However, the talks failed.",
      "The Dow Jones Industrial Average rose.",
      "In January, Parliament passed the bill.",
      "Mr Ellwood said he would leave.",
      "Later Martin Ellwood left the room.",
  };
  for (const char* text : cases) EXPECT_EQ(Read(text).Words(MentionKind::kCompany), "") << text;
}

TEST(Names, FindsPersonsAndTheirSurnames) {
  const NameCase cases[] = {
      {"Martin Ellwood left. Later Ellwood said he was glad.", "Martin Ellwood | Ellwood"},
      {"Mr Ellwood said he would stay.", "Ellwood"},
      {"Orbeck Ltd named Chief Executive Ann Torvald.", "Ann Torvald"},
      {"Chief executive Jean-Pierre Marnier resigned.", "Jean-Pierre Marnier"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kPerson), c.companies) << c.text;
}

TEST(Names, WorksWithoutGazetteer) {
  const NameCase cases[] = {
      {"Marlowe Castings Ltd said it would close.", "Marlowe Castings Ltd"},
      {"Ombrin, the world's biggest brewer, has agreed.", "Ombrin"},
      {"Ombrin, Russia's second oil company, has agreed.", "Ombrin"},
      {"Ombrin, whose sales grew, was glad.", "Ombrin"},
      {"It was sold to an unknown firm called Ombrin.", "Ombrin"},
      {"That may change, said Martin Ellwood of Dorset Ombrin.", "Dorset Ombrin"},
      {"Its owner is Union Investment.", "Union Investment"},
      {"Ombrin, the cloud provider, has agreed to buy Tessin for $3 million.", "Ombrin | Tessin"},
      {"Shares in Ombrin rose.", "Ombrin"},
  };
  for (const NameCase& c : cases)
    EXPECT_EQ(Read(c.text, Finder(false)).Words(MentionKind::kCompany), c.companies) << c.text;
}

TEST(Names, ReadsPartnersAsOne) {
  const NameCase cases[] = {
      {"It was sold through Hollin, Pike and Co Inc and Fennick, Marlow and Tessin Inc.",
       "Hollin, Pike and Co Inc | Fennick, Marlow and Tessin Inc"},
      {"A unit of L.F. Hollin, Pike, Tessin Inc agreed.", "L.F. Hollin, Pike, Tessin Inc"},
      {"He works for the law firm Hollin and Tessin.", "Hollin and Tessin"},
      {"Later Martin Ellwood of Hollin and Tessin agreed.", "Hollin and Tessin"},
      {"The suit names Hollin and Westing Industries Inc <HW>. Hollin and Westing sold a unit.",
       "Hollin and Westing Industries Inc | HW | Hollin and Westing"},
      {"Shares in the National Company for Harbour Insurance (NCHI) rose. NCHI fell.",
       "National Company for Harbour Insurance | NCHI | NCHI"},
      {"It won a contract from the Shipping Corp of India.", "Shipping Corp of India"},
      {"Shares in Fennick & Pike (F&P) rose.", "Fennick & Pike | F&P"},
      // Lists of several companies.
      {"The merger between Ombrin and Tessin Inc failed.", "Ombrin | Tessin Inc"},
      {"Shares in Ombrin fell. It was sold to Ombrin and Tessin Inc in May.", "Ombrin | Ombrin | Tessin Inc"},
      {"Shares in Ombrin, Vexal and Tessin fell.", "Ombrin | Vexal | Tessin"},
      {"Orbeck Corp of Boston agreed.", "Orbeck Corp"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kCompany), c.companies) << c.text;
}

TEST(Names, ReadsPluralsOfTradesAsPartsOfNames) {
  const NameCase cases[] = {
      {"It was bought by Orbeck Investors in May.", "Orbeck Investors"},
      {"He said the Westland Consumers Power Co had agreed.", "Westland Consumers Power Co"},
      {"On-Line Orbeck Inc said it would close.", "On-Line Orbeck Inc"},
      {"It was sold to Alex. Orbeck and Sons Inc in May.", "Alex. Orbeck and Sons Inc"},
      {"Allied Freight Partners said it would close.", "Allied Freight Partners"},
      {"He said U.S. Banks had grown.", ""},
  };
  for (const NameCase& c : cases) EXPECT_EQ(Read(c.text).Words(MentionKind::kCompany), c.companies) << c.text;
}

// As the value stage leaves it: a weekday is a date.
TEST(Names, KnowsNamesThatBeginLikeADateOrEndInAFigure) {
  const struct {
    const char* text;
    const char* value;
    MentionKind kind;
    const char* company;
  } cases[] = {
      {"The Sunday Telegraph said so.", "Sunday", MentionKind::kDate, "Sunday Telegraph"},
      {"Shares in Phillips 66 rose.", "66", MentionKind::kQuantity, "Phillips 66"},
      {"On Sunday Orbeck Ltd agreed.", "Sunday", MentionKind::kDate, "Orbeck Ltd"},
  };
  for (const auto& c : cases) {
    Read read("");
    read.document.text = c.text;
    const auto begin = static_cast<uint32_t>(read.document.text.find(c.value));
    Mention value;
    value.kind = c.kind;
    value.span = value.in_view = {begin, begin + static_cast<uint32_t>(std::string_view(c.value).size())};
    read.analysis = {};
    read.analysis.mentions = {value};
    Finder().Find(DocumentText(read.document), &read.analysis);
    EXPECT_EQ(read.Words(MentionKind::kCompany), c.company) << c.text;
  }
}

// It looks like a headline but for its full stop.
TEST(Names, ASentenceOfManyNamesIsNoHeadline) {
  EXPECT_EQ(Read("Tarn Kestor Oil & Gas Corp (TKOG) rose. TKOG sued.").Words(MentionKind::kCompany),
            "Tarn Kestor Oil & Gas Corp | TKOG | TKOG");
}

struct AliasCase {
  const char* text;
  const char* name;     // of the first company
  const char* aliases;  // sorted, joined by " | "
};

TEST(Names, LinksTheFormsOfAName) {
  const AliasCase cases[] = {
      {"Orbeck Group Corp. fell. Later Orbeck rose, and ORBECK said so.", "Orbeck Group",
       "ORBECK | Orbeck | Orbeck Group Corp."},
      {"Tarn Oil & Gas Corp said it would bid. TOGC has money.", "Tarn Oil & Gas", "TOGC | Tarn Oil & Gas Corp"},
      {"Shares in Fennick Warner rose. FennickWarner said it was glad.", "Fennick Warner",
       "Fennick Warner | FennickWarner"},
      {"Tarvex Hollin Kestor (THK) fell. Later THK said it would sue.", "Tarvex Hollin Kestor",
       "THK | Tarvex Hollin Kestor"},
      {"Shares in Group Ombrin fell. Ombrin has sued.", "Group Ombrin", "Group Ombrin | Ombrin"},
      {"Orbeck & Tessin Ltd fell. The Tessin family was sad.", "Orbeck & Tessin", "Orbeck & Tessin Ltd"},
      {"Lathe Data Inc <LTHD> rose.", "Lathe Data", "LTHD | Lathe Data Inc"},
      // What a headline in sentence case shortens is no parent of what the text names in full.
      {"date 2025-02-09\nOrbeck is dull. So be it\n\nOrbeck Bank fell. Later Orbeck rose.", "Orbeck Bank",
       "Orbeck | Orbeck Bank"},
      {"G.D. Morrow and Co fell. Morrow said it would sue.", "G.D. Morrow", "G.D. Morrow and Co | Morrow"},
      {"Orbeck Tessin Foods Ltd fell. Orbeck Tessin has sued, and Orbeck knows it.", "Orbeck Tessin Foods",
       "Orbeck | Orbeck Tessin | Orbeck Tessin Foods Ltd"},
      {"Tarn Funds Distributor was fined. It is run from Hull. Shares in Tarn Distributor fell.",
       "Tarn Funds Distributor", "Tarn Distributor | Tarn Funds Distributor"},
      {"It is a bid by Canada's Aliment Orbeck-Tessin. Orbeck-Tessin has sued.", "Aliment Orbeck-Tessin",
       "Aliment Orbeck-Tessin | Orbeck-Tessin"},
      {"It was sold to Bank of Tessland. BofT has sued. BOT, too, agreed.", "Bank of Tessland",
       "BOT | Bank of Tessland | BofT"},
      {"Shares in Yuganskorbeck fell. It was bought from Yugansokrbeck.", "Yuganskorbeck",
       "Yuganskorbeck | Yugansokrbeck"},
      {"It owns a unit of Ombrin Brands Inc <OMBX>.\n\nThe sale was made in May.", "Ombrin Brands",
       "OMBX | Ombrin Brands Inc"},
      {"Bakers at Harper's said so. Harper's has said it will open, and Harper's, too, agreed.", "Harper's",
       "Harper's"},
  };
  for (const AliasCase& c : cases) {
    const Read read(c.text);
    const auto company = std::find_if(read.analysis.entities.begin(), read.analysis.entities.end(),
                                      [](const DocumentEntity& e) { return e.kind == MentionKind::kCompany; });
    ASSERT_NE(company, read.analysis.entities.end()) << c.text;
    std::string aliases;
    company->aliases.ForEach(
        [&aliases](std::string_view alias) { aliases.append(aliases.empty() ? "" : " | ").append(alias); });
    EXPECT_EQ(company->name, c.name) << c.text;
    EXPECT_EQ(aliases, c.aliases) << c.text;
  }
}

struct ApartCase {
  const char* text;
  const char* companies;  // main names, in text order, joined by " | "
};

TEST(Names, KeepsCompaniesOfOneShortNameApart) {
  const ApartCase cases[] = {
      {"Siemens rose. Its former unit Siemens Energy fell.", "Siemens | Siemens Energy"},
      {"Orbeck Ltd rose. Shares in Orbeck Canada fell.", "Orbeck | Orbeck Canada"},
      {"Orbeck KGaA rose. Orbeck & Co of the US fell. Orbeck has sued Orbeck & Co.", "Orbeck | Orbeck & Co"},
      {"Shares in Orbeck rose. It is unrelated to Orbeck & Co, which fell.", "Orbeck | Orbeck & Co"},
      {"Orbeck Inc rose. It is a unit of Orbeck AG. Orbeck has sued.", "Orbeck | Orbeck AG"},
      {"Orbeck Corp rose. Orbeck Co has sued. Orbeck Ltd said so.", "Orbeck"},
      {"Unilever NV rose. Unilever plc rose too.", "Unilever"},
  };
  for (const ApartCase& c : cases) {
    std::string names;
    for (const DocumentEntity& entity : Read(c.text).analysis.entities) {
      if (entity.kind == MentionKind::kCompany) names += (names.empty() ? "" : " | ") + entity.name;
    }
    EXPECT_EQ(names, c.companies) << c.text;
  }
}

TEST(Names, NamesACompanyAsTheBodySpellsIt) {
  const Read read("TARVEX TELECOM TO BUY RIVAL\n\nTarvex Telecom S.A. said on Monday that it had signed.\n");
  ASSERT_FALSE(read.analysis.entities.empty());
  EXPECT_EQ(read.analysis.entities[0].name, "Tarvex Telecom");
}

// A headline shortens the name that the body gives in full.
TEST(Names, NamesAPersonAsTheBodyDoes) {
  const Read read(
      "Club to open its books to Arden\n\nThe board gave US tycoon Malcolm Arden access to its books.\n\n"
      "Mr Arden welcomed it.\n");
  const std::vector<DocumentEntity>& entities = read.analysis.entities;
  EXPECT_TRUE(std::any_of(entities.begin(), entities.end(),
                          [](const DocumentEntity& entity) { return entity.name == "Malcolm Arden"; }));
}

TEST(Names, GivesIdentifiersFromTheGazetteer) {
  const Read read("Nvidia Corp said it would expand.");
  ASSERT_EQ(read.analysis.entities.size(), 1u);
  const DocumentEntity& entity = read.analysis.entities[0];
  EXPECT_EQ(entity.id, "nvidia");
  EXPECT_NE(
      std::find(entity.identifiers.begin(), entity.identifiers.end(), DocumentEntity::Identifier{"ticker", "NVDA"}),
      entity.identifiers.end());
}

TEST(Names, KeepsTheTickersOfTheText) {
  const struct {
    const char* text;
    const char* tickers;    // of the first company, joined by " | "
    const char* companies;  // in text order, joined by " | "
  } cases[] = {
      {"Ombrin Inc (NASDAQ: OMBR) rose.", "OMBR", "Ombrin Inc"},
      {"Shares in Ombrin (Nasdaq:OMBR) rose.", "OMBR", "Ombrin"},
      {"Ombrin Ltd (NYSE: OMB; TSX: OMN) rose.", "OMB | OMN", "Ombrin Ltd"},
      {"Ombrin Ltd (HKEX: 9988) rose.", "9988", "Ombrin Ltd"},
      {"Ombrin Ltd (Photo: OMB) rose.", "", "Ombrin Ltd"},
  };
  for (const auto& c : cases) {
    const Read read(c.text, Finder(false));
    EXPECT_EQ(read.Words(MentionKind::kCompany), c.companies) << c.text;
    ASSERT_FALSE(read.analysis.entities.empty()) << c.text;
    std::string tickers;
    for (const auto& identifier : read.analysis.entities[0].identifiers)
      tickers += (tickers.empty() ? "" : " | ") + identifier.value;
    EXPECT_EQ(tickers, c.tickers) << c.text;
  }
}

TEST(Identifiers, HaveCheckDigits) {
  for (const char* isin : {"GB00ORBECK11", "DE000TESSI27", "US0378331005"}) EXPECT_TRUE(IsIsin(isin)) << isin;
  for (const char* word : {"GB00ORBECK12", "GB00ORBECK1", "gb00orbeck11", "US037833100X", "RB/00ORBECK1", ""})
    EXPECT_FALSE(IsIsin(word)) << word;
  for (const char* lei : {"213800ORBECKLTD00087", "529900TESSINPLC0AA86"}) EXPECT_TRUE(IsLei(lei)) << lei;
  for (const char* word : {"213800ORBECKLTD00088", "213800ORBECKLTD0008", "213800orbeckltd00087", ""})
    EXPECT_FALSE(IsLei(word)) << word;
}

TEST(Names, KeepsTheIdentifiersOfTheText) {
  const struct {
    const char* text;
    const char* identifiers;  // of all companies, joined by " | "
  } cases[] = {
      {"Orbeck Ltd (ISIN: GB00ORBECK11) rose.", "Orbeck isin GB00ORBECK11"},
      {"Orbeck Ltd (LSE: ORB; ISIN GB00ORBECK11; LEI 213800ORBECKLTD00087) rose.",
       "Orbeck isin GB00ORBECK11 | Orbeck lei 213800ORBECKLTD00087 | Orbeck ticker ORB"},
      {"Tessin plc sued Orbeck Ltd (LEI: 213800ORBECKLTD00087).", "Orbeck lei 213800ORBECKLTD00087"},
      {"Orbeck Ltd's LEI is 213800ORBECKLTD00087.", "Orbeck lei 213800ORBECKLTD00087"},
      {"It holds the number 213800ORBECKLTD00087 of Orbeck Ltd in its files.", "Orbeck lei 213800ORBECKLTD00087"},
      {"Orbeck Ltd said sales rose.\n\nLEI: 213800ORBECKLTD00087\n", "Orbeck lei 213800ORBECKLTD00087"},
      {"Shares of Orbeck Corp <ORB> rose.", "Orbeck ticker ORB"},
      // A wrong check digit; a bond; who bears it is not told.
      {"Orbeck Ltd (ISIN: GB00ORBECK12) rose.", ""},
      {"Orbeck Ltd (ISIN: XS0123456781) rose.", ""},
      {"Orbeck Ltd sold bonds (ISIN: DE000TESSI27).", ""},
      {"Tessin plc sued Orbeck Ltd.\n\nLEI: 213800ORBECKLTD00087\n", ""},
  };
  for (const auto& c : cases) {
    const Read read(c.text, Finder(false));
    std::string all;
    for (const DocumentEntity& entity : read.analysis.entities) {
      for (const auto& identifier : entity.identifiers)
        all += (all.empty() ? "" : " | ") + entity.name + " " + identifier.scheme + " " + identifier.value;
    }
    EXPECT_EQ(all, c.identifiers) << c.text;
    EXPECT_EQ(read.Words(MentionKind::kCompany).find("00ORBECK"), std::string::npos) << c.text;
  }
}

TEST(Names, RefusesBrokenGazetteersWithTheirLine) {
  const struct {
    const char* file;
    const char* bytes;
    const char* reason;
  } cases[] = {
      {"no-name.tsv", "title\tticker\nQuorl\tQRL\n", "no-name.tsv:1: the header line names no column `name`"},
      {"empty.tsv", "name\tticker\n\tQRL\n", "empty.tsv:2: a row without a name"},
      {"cells.tsv", "name\nQuorl\tQRL\n", "cells.tsv:2: more cells than the header line has columns"},
      {"sign.tsv", "name\nQuorl\n---\n", "sign.tsv:3: a name without a word in it"},
      {"alias.tsv", "name\taliases\nQuorl\tQuorl|\n", "alias.tsv:2: an alias without a word in it"},
      {"not.jsonl", "{\"name\": \"Quorl\"}\n{\"name\": \"Vex\n", "not.jsonl:2: not a JSON object"},
      {"nom.jsonl", "{\"nom\": \"Quorl\"}\n", "nom.jsonl:1: a row without a `name` that is a string"},
      {"lei.jsonl", "{\"name\": \"Quorl\", \"lei\": 5299}\n", "lei.jsonl:1: `lei` is no string or list of strings"},
  };
  for (const auto& c : cases) {
    const std::string path = ::testing::TempDir() + "/" + c.file;
    std::ofstream(path) << c.bytes;
    const auto finder = NameFinder::Compile(Rules(), {.use_gazetteer = false, .extra_gazetteers = {path}});
    ASSERT_FALSE(finder.ok()) << c.file;
    EXPECT_EQ(finder.error().code, ErrorCode::kBadRule) << c.file;
    EXPECT_TRUE(finder.error().message.ends_with(c.reason)) << finder.error().message;
  }
}

// A hundred thousand made-up names, and every word of the dictionary among them: words stay words.
TEST(Names, ALargeGazetteerOfTheUserMakesNoCompaniesOfWords) {
  const std::string path = ::testing::TempDir() + "/large.tsv";
  std::ofstream out(path);
  out << "name\tticker\n";
  constexpr const char* kSyllables[] = {"tar", "vex", "orb", "eck", "lin", "dau", "kes", "tor", "mar", "low"};
  for (int i = 0; i < 100000; ++i) {
    for (int rest = i, digit = 0; digit < 5; ++digit, rest /= 10) {
      std::string syllable = kSyllables[rest % 10];
      if (digit == 0 || digit == 3) syllable[0] = static_cast<char>(syllable[0] - 'a' + 'A');
      out << (digit == 3 ? " " : "") << syllable;
    }
    out << "\tT" << i << '\n';
  }
  std::ifstream words(Rules().PathOf("gazetteers/common_words.txt"));
  for (std::string word; std::getline(words, word);) {
    if (word.empty() || word[0] == '#' || word == "and") continue;
    word[0] = static_cast<char>(word[0] >= 'a' && word[0] <= 'z' ? word[0] - 'a' + 'A' : word[0]);
    out << word << "\t\n";
  }
  out.close();
  const auto finder = NameFinder::Compile(Rules(), {.use_gazetteer = true, .extra_gazetteers = {path}});
  ASSERT_TRUE(finder.ok()) << finder.error().message;

  EXPECT_EQ(Read("We met Zanderwick Holm.", *finder).Words(MentionKind::kCompany), "");
  EXPECT_EQ(Read("We met Tartartar Tartar.", *finder).Words(MentionKind::kCompany), "Tartartar Tartar");
  const char* plain[] = {
      "Consumption fell in May. Competition was fierce.",
      "Management is happy. Everything was sold.",
      "The Prime Minister and the Defense Secretary met.",
      "Proceeds will go to charity. Further cuts have been made.",
      "Bankers said so. Leverage has grown.",
  };
  for (const char* text : plain) EXPECT_EQ(Read(text, *finder).Words(MentionKind::kCompany), "") << text;
  EXPECT_EQ(Read("Shares in Luxury fell after it warned on profits.", *finder).Words(MentionKind::kCompany), "Luxury");

  // Over whole articles: of a hundred mentions at most one is new, with evidence of its own.
  size_t with = 0, without = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(ATTEST_SOURCE_DIR) + "/corpus")) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto companies = [](const Read& read) {
      return static_cast<size_t>(std::count_if(read.analysis.mentions.begin(), read.analysis.mentions.end(),
                                               [](const Mention& m) { return m.kind == MentionKind::kCompany; }));
    };
    with += companies(Read(text, *finder));
    without += companies(Read(text));
  }
  EXPECT_GT(without, 200u);
  EXPECT_LE(with * 100, without * 101) << with << " with the list, " << without << " without";
}

TEST(Names, ReadsTheUsersGazetteers) {
  const std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/user.tsv") << "name\taliases\tticker\nQuorl\tQuorl Labs|QRL\tQRL\n";
  std::ofstream(folder + "/user.jsonl") << R"({"name": "Vexit", "aliases": ["Vexit One"], "lei": "5299"})" << '\n';
  std::ofstream(folder + "/broken.jsonl") << "{\"nom\": 1}\n";
  const auto finder = NameFinder::Compile(
      Rules(), {.use_gazetteer = true, .extra_gazetteers = {folder + "/user.tsv", folder + "/user.jsonl"}});
  ASSERT_TRUE(finder.ok());
  EXPECT_EQ(Read("We met Quorl and Vexit One.", *finder).Words(MentionKind::kCompany), "Quorl | Vexit One");
  const auto broken =
      NameFinder::Compile(Rules(), {.use_gazetteer = false, .extra_gazetteers = {folder + "/broken.jsonl"}});
  ASSERT_FALSE(broken.ok());
  EXPECT_NE(broken.error().message.find("broken.jsonl:1"), std::string::npos) << broken.error().message;
}

TEST(Names, MentionsAreDisjointAndQuoteTheText) {
  const Read read("“Orbeck Ltd” – a retailer – bought Telefónica’s unit. Tessin’s boss, Ann Torvald, left Orbeck.");
  uint32_t end = 0;
  for (const Mention& mention : read.analysis.mentions) {
    EXPECT_GE(mention.span.begin, end);
    EXPECT_LT(mention.span.begin, mention.span.end);
    end = mention.span.end;
  }
  EXPECT_EQ(read.Words(MentionKind::kCompany).substr(0, 10), "Orbeck Ltd");
}

// Each of these took a time that grew with the cube of the text: this test then ran for hours.
TEST(Names, PagesInCapitalsTakeNoLongerThanOthers) {
  for (const std::string word : {"ACME ", "ACME-GLOBEX ", "ACME-", "QUORVEX ZANDELL "}) {
    std::string text;
    while (text.size() < 100000) text += word;
    const Read read(text + "\n\n" + text);
    EXPECT_LE(read.analysis.mentions.size(), text.size());
  }
}

TEST(Names, ExamplesOfTheRulesHold) {
  for (const Error& error : Finder().CheckExamples()) ADD_FAILURE() << error.message;
}

TEST(Names, ListsAreSorted) {
  for (const std::string_view name :
       {"legal_form", "designator", "place", "media", "not_company", "first_name", "firm_noun"}) {
    const std::vector<std::string>* list = Rules().List(name);
    ASSERT_NE(list, nullptr) << name;
    const auto unsorted = std::is_sorted_until(list->begin(), list->end());
    EXPECT_EQ(unsorted, list->end()) << name << ": " << *unsorted;
  }
}

struct IdCase {
  const char* name;
  const char* id;
};

TEST(TextList, KeepsTextsInTheirOrder) {
  TextList list;
  EXPECT_TRUE(list.empty());
  EXPECT_TRUE(list.All().empty());
  list.Add("Tarn");
  EXPECT_EQ(list.All(), (std::vector<std::string_view>{"Tarn"}));
  list.Add("Tarn\n  Kestor Ltd");
  list.Add("TKH");
  EXPECT_EQ(list.All(), (std::vector<std::string_view>{"Tarn", "Tarn\n  Kestor Ltd", "TKH"}));
  list.clear();
  EXPECT_TRUE(list.empty());
}

TEST(Hits, KeepsWhatHitsTwice) {
  Hits one, two;
  one.Add(3);
  one.Add(100);
  one.Add(100);
  two.Add(3);
  two.Add(1000);  // of as many rules as anyone writes
  one.Add(two);
  one.Add(1000);
  for (size_t i = 0; i < one.size(); ++i) {
    const Hits::Set expected = i == 0    ? Hits::Set{1u << 3, 1u << 3}
                               : i == 1  ? Hits::Set{uint64_t{1} << 36, uint64_t{1} << 36}
                               : i == 15 ? Hits::Set{uint64_t{1} << 40, uint64_t{1} << 40}
                                         : Hits::Set{};
    EXPECT_EQ(one[i], expected) << i;
  }
  EXPECT_EQ(one.size(), 16u);
}

TEST(KeyIndex, ForgetsAllKeysAtOnce) {
  KeyIndex index;
  for (uint32_t round = 0; round < 3; ++round) {
    const uint32_t count = 100 >> (2 * round);
    index.Reset(count);
    // The same low bits, and the same highest ones.
    const auto key = [](uint32_t number) { return uint64_t{number} << 40 | uint64_t{number % 2} << 63; };
    for (uint32_t i = 0; i < count; ++i) {
      EXPECT_FALSE(index.Has(key(i))) << i;
      EXPECT_EQ(index.Add(key(i), i), i);
      EXPECT_EQ(index.Add(key(i), i + 1), i);
    }
    for (uint32_t i = 0; i < count; ++i) EXPECT_EQ(index.Find(key(i)), i);
  }
}

TEST(Words, AHashTakesInEveryByteAndTheSize) {
  const std::string text = "Abcdefghijklmnopqrstuvwxyz";
  for (uint32_t size = 1; size <= 20; ++size) {
    const std::string word = text.substr(0, size);
    std::string folded = word;
    folded[0] = 'a';
    EXPECT_EQ(HashWord(folded), HashWord(word)) << word;
    // Whether more can be read behind the word or not.
    EXPECT_EQ(HashWord(std::string_view(text).substr(0, size)), HashWord(word)) << word;
    if (size <= 16) {
      EXPECT_EQ(HashShortWord(text.data(), EightBytes(text.data()), size), HashWord(word)) << word;
    }
    EXPECT_NE(HashWord(word + '\0'), HashWord(word)) << word;
    for (uint32_t at = 0; at < size; ++at) {
      std::string other = word;
      other[at] ^= 1;
      EXPECT_NE(HashWord(other), HashWord(word)) << word << " at " << at;
    }
  }
}

TEST(EntityId, DependsOnTheNameAlone) {
  const IdCase cases[] = {
      {"SoftBank Group Corp.", "softbank"},
      {"Softbank", "softbank"},
      {"CoreWeave, Inc.", "coreweave"},
      {"Time Warner Inc", "time-warner"},
      {"The Range", "range"},
      {"Telefónica", "telefonica"},
      {"Smith & Sons, Inc.", "smith-sons"},
      {"Smith and Sons", "smith-sons"},
      {"Merck & Co", "merck"},
      {"Nebius Group N.V.", "nebius"},
      {"L'Oréal", "loreal"},
      {"ČEZ", "cez"},
      {"Group", "group"},
      {"3M", "3m"},
      {"AT&T", "att"},
      {"Encor Energy\nCorp Ltd", "encor-energy"},
      {"A.P. Moller-Maersk", "ap-moller-maersk"},
      {"Møller", "moller"},
      {"BRAND AND SANDAND Works", "brand-sandand-works"},
      {" Tarn  Kestor ", "tarn-kestor"},
      {"Tarnhams Beck", "tarnhams-beck"},
      {"Tarnham Beck Inc", "tarnham-beck"},
      {"", ""},
  };
  for (const IdCase& c : cases) EXPECT_EQ(EntityId(c.name), c.id) << c.name;
}

TEST(EntityId, OfANamesakeKeepsItsLegalForm) {
  EXPECT_EQ(FullEntityId("Merck & Co"), "merck-co");
  EXPECT_EQ(FullEntityId("The Merck Group"), "merck-group");
  const Read read("Orbeck KGaA rose. Shares in Orbeck & Co fell.");
  ASSERT_EQ(read.analysis.entities.size(), 2u);
  EXPECT_EQ(read.analysis.entities[0].id, "orbeck");
  EXPECT_EQ(read.analysis.entities[1].id, "orbeck-co");
}

TEST(Naming, TakesTheFirstFullFormOfTheBody) {
  struct Form {
    const char* words;
    size_t name_bytes;
    bool heading;
  };
  struct Case {
    std::vector<Form> forms;
    const char* name;
    const char* id;
    std::vector<std::string_view> aliases;
  };
  const Case cases[] = {
      {{{"TARN", 4, true}, {"Tarn Kestor plc", 11, false}, {"Tarn", 4, false}},
       "Tarn Kestor",
       "tarn-kestor",
       {"TARN", "Tarn", "Tarn Kestor plc"}},
      {{{"Tarn", 4, false}, {"Tarn Freight", 12, false}}, "Tarn", "tarn-freight", {"Tarn", "Tarn Freight"}},
      {{{"TKH", 3, false}, {"Tarn Kestor", 11, false}}, "Tarn Kestor", "tarn-kestor", {"TKH", "Tarn Kestor"}},
      {{{"Tarn\n  Kestor Ltd", 13, false}}, "Tarn Kestor", "tarn-kestor", {"Tarn\n  Kestor Ltd"}},
      {{{"Tarn", 4, true}, {"Tarn", 4, true}}, "Tarn", "tarn", {"Tarn"}},
  };
  Naming naming;
  for (const Case& c : cases) {
    std::vector<DocumentEntity> entities(2);
    naming.Reset(2);
    for (const Form& form : c.forms) naming.Add(1, form.words, form.name_bytes, form.heading);
    naming.Finish(&entities);
    EXPECT_EQ(entities[0].name, "");
    EXPECT_EQ(entities[1].name, c.name);
    EXPECT_EQ(entities[1].id, c.id);
    EXPECT_EQ(entities[1].aliases.All(), c.aliases);
  }
}

}  // namespace
}  // namespace attest
