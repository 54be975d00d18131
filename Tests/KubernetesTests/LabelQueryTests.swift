import Kubernetes
import Testing

/// What kubectl 1.32 takes and refuses, recorded with `kubectl drain --pod-selector`, which parses it before it reads anything.
@Suite struct LabelQueryTests {
    @Test(arguments: [
        "a>1", "app in ()", "", "a in (,)", "a==b", "a=", "a!=", "a > 1", "a<1,b", "notin in (in,notin)",
        "a notin(b)", "a= b ,c", "a=in", "in", "in in (in)", "a in (b,)", "a in (,b)", "a>01", "! a", "a >1",
        "a,a in (x),!b", "x,notin", "a ,b", "a\t=b", "a.b-c_d=1", "a\tin\t(b)", "a=,b=", "a\n=b",
        "a in (a,,b)", "a=b,c>2,d notin (e)", "a in (in)", "notin", "!in", "in=b", "a=notin", "a in (b) ",
        "a=" + String(repeating: "x", count: 63), String(repeating: "x", count: 63) + "=b",
    ])
    func takesWhatKubectlTakes(text: String) throws {
        _ = try LabelQuery(text)
    }

    @Test(arguments: [
        "app=-web", "_a=b", "example.com/a/b=y", "a=%zz", "a>x", "a>=1", "app in (x y)", "a=b=c", "in(web)",
        "a,", ",", "!a=b", "a in (b", "a b", "=b", "a > -1", "a in", "(a)", "a=b c", "a!b", "!", "a in (b,c",
        "a in b", "a=!b", "a!>b", "a=<b", "A.b/c", "a/b=c/d", "a=b,,c", "UPPER.com/x=y", "ä=b",
        "a>9999999999999999999", "!!a", "a=b)", "a in ((b)", "a===b", "a=>1", "a exists", "a=b!", "-a=b",
        "a/=b", "/a=b", "a>+1", "a,!", "a in (b)c", ",a", "a!==b", "a>", "a in (=)", "a in(!)", "a in (>)",
        "a=(b)", "a\u{a0}=b", "a=é",
        "a=" + String(repeating: "x", count: 64), String(repeating: "x", count: 64) + "=b",
    ])
    func refusesWhatKubectlRefuses(text: String) {
        #expect(throws: LabelQuery.Fault.self) { try LabelQuery(text) }
    }

    @Test(arguments: [
        ("a=b=c", #"found "=", expected "," or the end"#), ("a,", #"found the end, expected a label key after ",""#),
        ("in(web)", #"found "(", expected one of in, notin, =, ==, !=, >, <"#), ("a>x", #""x" is not an integer"#),
        ("app in (x y)", #"found "y", expected "," or ")""#), ("app=-web", #""-web" is not a valid label value"#),
        ("a/b/c", #""a/b/c" is not a valid label key"#), ("!", #"found the end, expected a label key after "!""#),
    ])
    func namesTheFault(text: String, message: String) throws {
        let fault = try #require(throws: LabelQuery.Fault.self) { try LabelQuery(text) }
        #expect(fault.message.hasPrefix(message), "\(fault.message)")
    }

    @Test(arguments: [
        ("weight>1", true), ("weight>5", false), ("weight<6", true), ("weight<5", false), ("app>1", false),
        ("none>1", false), ("none<1", false), ("app in (web,db)", true), ("app notin (web)", false),
        ("none notin (web)", true), ("app!=web", false), ("none!=web", true), ("app=", false), ("empty=", true),
        ("empty in ()", true), ("none in (,a)", false), ("app,!none", true), ("!app", false), ("in", false),
        ("example.com/tier == front , app", true), ("", true),
    ])
    func matches(text: String, isMatch: Bool) throws {
        let labels = ["app": "web", "weight": "5", "empty": "", "example.com/tier": "front"]
        #expect(try LabelQuery(text).matches(labels) == isMatch)
    }

    @Test(
        arguments: [
            ("tier=edge,zone in (b, a)", "tier=edge zone=a"), ("tier=edge,!zone", nil), ("tier", nil),
            ("tier!=core", nil),
        ] as [(String, String?)])
    func namesLabelsThatMatch(text: String, labels: String?) throws {
        let query = try LabelQuery(text)
        let pairs = query.matchingLabels
        #expect(pairs.map { $0.map { "\($0.key)=\($0.value)" }.joined(separator: " ") } == labels)
        if let pairs {
            #expect(
                query.matches(Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })))
        }
    }
}
