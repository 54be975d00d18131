import CommandLineKit
import Diagnosis
import Documents
import Foundation
import FoundationXML
import Kubernetes
import Testing
import Topology

@testable import Reports

/// Traces as text and pictures, with everything that names from outside may hold.
@Suite struct TraceFormatTests {
    private static let uid = "7c1e0000-0000-4000-8000-0000000009b2"
    /// What would steer a terminal, end a string, or begin an element.
    private static let hostile = ##"<a&\"b>\u001b[31m\u0007\"];{x}|#'`"##
    private static let long = String(repeating: "n", count: 63)

    private static func files(name: String, namespace: String, ports: Int = 1) -> [String: String] {
        func list(_ entry: (Int) -> String) -> String { (0..<ports).map(entry).joined(separator: ",") }
        let metadata = #""name":"\#(name)","namespace":"\#(namespace)""#
        return [
            "tenant/services.json": #"""
            {"kind":"List","items":[{"metadata":{\#(metadata),"uid":"\#(uid)","creationTimestamp":"2026-11-22T10:00:00Z",
            "finalizers":["kubelb.k8c.io/cleanup"],"managedFields":[{"manager":"\#(hostile)","operation":"Update",
            "time":"2026-11-22T10:00:01Z","fieldsV1":{"f:spec":{}}}]},"spec":{"type":"LoadBalancer",
            "ports":[\#(list { #"{"name":"p\#($0)","port":\#(1000 + $0),"protocol":"TCP","nodePort":\#(31000 + $0)}"# })]},
            "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.10"}]}}}]}
            """#,
            "tenant/nodes.json": #"""
            {"kind":"List","items":[{"metadata":{"name":"\#(long)"},"status":{"addresses":[{"type":"ExternalIP","address":"2001:db8::1"}],
            "conditions":[{"type":"Ready","status":"True"}]}}]}
            """#,
            "tenant/endpointslices.discovery.k8s.io.json": #"{"kind":"List","items":[]}"#,
            "tenant/deployments.apps.json": #"""
            {"kind":"List","items":[{"metadata":{"name":"\#(long)","namespace":"\#(namespace)"},"spec":{"replicas":1,"template":{"spec":
            {"containers":[{"name":"ccm","image":"q/kubelb-ccm:v1","args":["--cluster-name=acme"]}]}}}}]}
            """#,
            "management/loadbalancers.kubelb.k8c.io.json": #"""
            {"kind":"List","items":[{"metadata":{"name":"\#(uid)","namespace":"tenant-acme","finalizers":["kubelb.k8c.io/cleanup"],
            "annotations":{"\#(hostile)":"\#(hostile)"},
            "labels":{"kubelb.k8c.io/origin-ns":"\#(namespace)","kubelb.k8c.io/origin-name":"\#(name)"}},
            "spec":{"type":"LoadBalancer","endpoints":[{"addressesReference":{"name":"default"}}]},"status":{}}]}
            """#,
            "management/services.json": #"{"kind":"List","items":[]}"#,
        ]
    }

    /// An Ingress without a Route, and a Gateway with its Route and what is generated from it.
    private static func routeFiles(name: String, namespace: String) -> [String: String] {
        let metadata = #""name":"\#(name)","namespace":"\#(namespace)""#
        let listeners = #"[{"name":"\#(name)","port":443,"protocol":"HTTPS","hostname":"\#(name)"}]"#
        let gateway = #"{"gatewayClassName":"\#(name)","listeners":\#(listeners)}"#
        var files = files(name: name, namespace: namespace)
        files["tenant/ingresses.networking.k8s.io.json"] = #"""
            {"kind":"List","items":[{"metadata":{\#(metadata),"uid":"\#(uid)1"},"spec":{"ingressClassName":"kubelb",
            "tls":[{"secretName":"\#(name)"}],"rules":[{"host":"\#(name)","http":{"paths":[{"path":"\#(name)",
            "backend":{"service":{"name":"\#(name)","port":{"name":"\#(name)"}}}}]}}]}}]}
            """#
        files["tenant/gateways.gateway.networking.k8s.io.json"] = #"""
            {"kind":"List","items":[{"metadata":{"name":"kubelb","namespace":"\#(namespace)","uid":"\#(uid)2",
            "finalizers":["kubelb.k8c.io/cleanup"]},"spec":\#(gateway)}]}
            """#
        files["management/routes.kubelb.k8c.io.json"] = #"""
            {"kind":"List","items":[{"metadata":{"name":"\#(uid)2","namespace":"tenant-acme","uid":"\#(uid)3"},
            "spec":{"source":{"kubernetes":{"resource":{"kind":"Gateway","metadata":{\#(metadata)},"spec":\#(gateway)}}}},
            "status":{"resources":{"route":{"generatedName":"kubelb"}}}}]}
            """#
        files["management/gateways.gateway.networking.k8s.io.json"] = #"""
            {"kind":"List","items":[{"metadata":{"name":"kubelb","namespace":"tenant-acme","ownerReferences":[
            {"kind":"Route","name":"x","uid":"\#(uid)3"}]},"spec":\#(gateway),"status":{"listeners":[{"name":"\#(name)",
            "conditions":[{"type":"Accepted","status":"False","reason":"\#(name)"}]}]}}]}
            """#
        return files
    }

    private static func report(
        _ files: [String: String], showsTimeline: Bool = true
    ) throws -> Report {
        let manifest = try BundleManifest.decode(
            Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z"}"#.utf8),
            source: "bundle.json")
        let observation = BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present(Array($0.utf8)) } ?? .absent
        }.observe()
        let diagnosis = Diagnosis(of: Topology(observation))
        return Report(
            kind: .trace, toolVersion: "1", diagnosis: diagnosis, services: diagnosis.services,
            routes: diagnosis.routes,
            findings: diagnosis.findings, damage: [],
            traces: diagnosis.services.map { PathTrace(of: $0, in: diagnosis) }
                + diagnosis.routes.map { PathTrace(of: $0, in: diagnosis) }, showsTimeline: showsTimeline,
            exitStatus: { _ in 1 })
    }

    private static let reports: [(name: String, files: [String: String])] = [
        ("hostile", files(name: hostile, namespace: hostile)),
        ("long", files(name: long, namespace: long)),
        ("hostile Ingress", routeFiles(name: hostile, namespace: hostile)),
        ("long Ingress", routeFiles(name: long, namespace: long)),
        ("many ports", files(name: "web", namespace: "shop", ports: 50)),
        ("wide characters", files(name: "店舗決済", namespace: "店", ports: 3)),
        ("empty", ["tenant/services.json": #"{"kind":"List","items":[]}"#]),
        ("refused", ["tenant/services.json": #"{"kind":"Status","message":"no","code":403}"#]),
    ]

    @Test(arguments: reports.map(\.name))
    func noLineIsTooWideAndNothingSteersTheTerminal(name: String) throws {
        let files = try #require(Self.reports.first { $0.name == name }).files
        let report = try Self.report(files)
        for format in [OutputFormat.tree, .wide] {
            for width in [60, 61, 72, 80, 100, 137, 200, 250] {
                for isASCII in [false, true] {
                    let text = report.rendered(as: format, style: TextStyle(width: width, isASCII: isASCII))
                    for line in text.split(separator: "\n") {
                        // Commands are there to be copied, and so are the words of findings.
                        let isPasted = line.contains("kubectl ") || line.contains("helm ")
                        let isOneWord = line.split(separator: " ").contains { displayWidth(String($0)) > width - 20 }
                        #expect(isPasted || isOneWord || displayWidth(String(line)) <= width, "\(width): \(line)")
                        if isASCII { #expect(!line.contains { !$0.isASCII }, "\(line)") }
                    }
                }
            }
        }
        for format in OutputFormat.ofTraces where format != .json {
            let text = report.rendered(as: format, style: TextStyle())
            let steering = text.unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value)
            }
            #expect(steering.isEmpty, "\(format)")
            #expect(text.isEmpty || text.hasSuffix("\n"))
        }
    }

    /// What a trace itself writes is fitted without exception.
    @Test func tracesAreFittedWhateverTheNames() throws {
        let report = try Self.report(Self.files(name: Self.long, namespace: Self.long))
        for width in 60...250 {
            let text = report.rendered(as: .tree, style: TextStyle(width: width))
            let ownLines = text.split(separator: "\n").prefix { !$0.hasPrefix("error") && !$0.hasPrefix("warning ") }
            #expect(ownLines.count > 30)
            for line in ownLines { #expect(displayWidth(String(line)) <= width, "\(width): \(line)") }
        }
    }

    // MARK: Pictures

    @Test(arguments: reports.map(\.name))
    func drawingsAreXMLThatStandsAlone(name: String) throws {
        let files = try #require(Self.reports.first { $0.name == name }).files
        let text = try Self.report(files).rendered(as: .svg, style: TextStyle())
        let reader = try #require(SVGReader.read(text), "no XML:\n\(text.prefix(2000))")
        #expect(reader.elements.first == "svg")
        #expect(Set(reader.elements).isDisjoint(with: ["script", "image", "foreignObject", "a", "use", "iframe"]))
        #expect(reader.attributes.isDisjoint(with: ["href", "xlink:href", "src", "onload", "onclick"]))
        #expect(reader.styles.contains("prefers-color-scheme: dark") && !reader.styles.contains("@import"))
        #expect(!reader.styles.contains("url("))
        if name == "hostile" { #expect(reader.texts.contains { $0.contains("<a&\"b>") }, "\(reader.texts)") }
    }

    @Test func manyPortsAreCounted() throws {
        let report = try Self.report(Self.files(name: "web", namespace: "shop", ports: 50))
        let svg = report.rendered(as: .svg, style: TextStyle())
        #expect(svg.contains("and 38 more ports:"))
        let mermaid = report.rendered(as: .mermaid, style: TextStyle())
        #expect(mermaid.contains("and 38 more ports:"))
        let tree = report.rendered(as: .tree, style: TextStyle(width: 80))
        #expect(tree.contains("  1049/TCP"))
    }

    /// Nothing but letters, digits and harmless signs stands in a label, whatever the names.
    @Test(arguments: reports.map(\.name))
    func flowchartsAreQuoted(name: String) throws {
        let files = try #require(Self.reports.first { $0.name == name }).files
        let text = try Self.report(files).rendered(as: .mermaid, style: TextStyle())
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first == "flowchart LR")
        #expect(lines.count { $0.hasPrefix("  subgraph ") } == lines.count { $0 == "  end" })
        var identifiers: [String] = []
        for line in lines where line.contains("\"") {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            #expect(parts.count == 3, "\(line)")
            let label = parts[1].replacing("<br/>", with: " ")
            let codes = label.replacing(/#[0-9]+;/, with: "")
            #expect(!codes.contains { "<>\"#;[]{}|`&".contains($0) }, "\(line)")
            let isNode = line.contains("[\"")
            if isNode {
                let head = parts[0].replacing("subgraph ", with: "").filter { $0 != " " && $0 != "[" }
                identifiers.append(String(head))
            }
        }
        #expect(Set(identifiers).count == identifiers.count, "\(identifiers)")
        #expect(identifiers.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
        #expect(!identifiers.contains("end"))
    }

    // MARK: For programs

    @Test func jsonHasTheWholePath() throws {
        let report = try Self.report(Self.files(name: "web", namespace: "shop", ports: 2))
        let value = try JSONValue(parsing: Array(report.rendered(as: .json, style: TextStyle()).utf8))
        #expect(value["kind"]?.string == "TraceReport")
        #expect(value["services"]?.array?.count == 1 && value["findings"]?.array?.isEmpty == false)
        let trace = try #require(value["trace"]?[0])
        #expect(trace["service"]?.string == "shop/web" && trace["uid"]?.string == Self.uid)
        let roles = (trace["hops"]?.array ?? []).compactMap { $0["role"]?.string }
        #expect(Set(roles).count == roles.count && roles.first == "service")
        let known = Set((value["findings"]?.array ?? []).compactMap { $0["id"]?.string })
        for hop in trace["hops"]?.array ?? [] {
            for id in hop["findings"]?.array ?? [] { #expect(known.contains(id.string ?? "")) }
            #expect(TraceHop.State(rawValue: hop["state"]?.string ?? "") != nil)
        }
        for link in trace["links"]?.array ?? [] {
            #expect(roles.contains(link["from"]?.string ?? "") && roles.contains(link["to"]?.string ?? ""))
        }
        #expect(trace["ports"]?.array?.count == 2)
        #expect(trace["ports"]?[0]?["hops"]?.array?.count == 5 && trace["ports"]?[0]?["links"]?.array?.count == 4)
        #expect(trace["timeline"]?["entries"]?.array?.isEmpty == false)
        let without = try Self.report(Self.files(name: "web", namespace: "shop"), showsTimeline: false)
        let other = try JSONValue(parsing: Array(without.rendered(as: .json, style: TextStyle()).utf8))
        #expect(other["trace"]?[0]?["timeline"] == .null)
    }
}

/// An SVG document as an XML parser that is not ours reads it.
private final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String] = []
    private(set) var attributes: Set<String> = []
    private(set) var texts: [String] = []
    private(set) var styles = ""
    private var isStyle = false

    /// nil where it is no XML.
    static func read(_ text: String) -> SVGReader? {
        let reader = SVGReader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes values: [String: String]
    ) {
        elements.append(name)
        attributes.formUnion(values.keys)
        isStyle = name == "style"
        texts.append("")
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        isStyle = false
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if isStyle { styles += text } else if !texts.isEmpty { texts[texts.count - 1] += text }
    }
}
