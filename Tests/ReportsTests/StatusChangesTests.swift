import Diagnosis
import Documents
import Kubernetes
import Testing
import Topology

@testable import Reports

/// What a watch tells, line by line.
@Suite struct StatusChangesTests {
    private static func service(_ name: String, address: String? = nil) -> String {
        let status = address.map { #","status":{"loadBalancer":{"ingress":[{"ip":"\#($0)"}]}}"# } ?? ""
        return
            #"{"metadata":{"name":"\#(name)","namespace":"shop","uid":"u-\#(name)","creationTimestamp":"2026-11-22T10:00:00Z"},"#
            + #""spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP","nodePort":31080}]}\#(status)}"#
    }

    private func report(
        _ services: String, ingresses: String? = nil, at time: String = "2026-11-22T12:00:00Z",
        failedReads: String = "{}", access: String? = nil
    ) throws -> Report {
        var files = [
            "tenant/services.json": services, "tenant/pods.json": #"{"kind":"List","items":[]}"#,
            "tenant/deployments.apps.json":
                #"{"kind":"List","items":[{"metadata":{"name":"kubelb-ccm","namespace":"kubelb","labels":{"app.kubernetes.io/name":"kubelb-ccm"}},"#
                + #""spec":{"replicas":0,"template":{"spec":{"containers":[{"name":"ccm","image":"q/kubelb-ccm:v1.4.3","#
                + #""args":["--cluster-name=acme"]}]}}}}]}"#,
            "management/loadbalancers.kubelb.k8c.io.json": #"{"kind":"List","items":[]}"#,
        ]
        files["tenant/ingresses.networking.k8s.io.json"] = ingresses
        var readable = failedReads == "{}" ? files : [:]
        readable["management/access.json"] = access
        let manifest = try BundleManifest.decode(
            Array(
                #"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"\#(time)","failedReads":\#(failedReads)}"#
                    .utf8), source: "bundle.json")
        let diagnosis = Diagnosis(
            of: Topology(
                BundleObservation(source: "bundle", manifest: manifest) { path in
                    readable[path].map { .present(Array($0.utf8)) } ?? .absent
                }.observe()))
        return Report(
            kind: .services, toolVersion: "1", diagnosis: diagnosis, services: diagnosis.services,
            routes: diagnosis.routes, findings: diagnosis.findings, damage: [], exitStatus: { _ in 1 })
    }

    private static func ingress(_ name: String, host: String) -> String {
        #"{"metadata":{"name":"\#(name)","namespace":"shop","uid":"i-\#(name)","creationTimestamp":"2026-11-22T10:00:00Z"},"#
            + #""spec":{"ingressClassName":"kubelb","rules":[{"host":"\#(host)","http":{"paths":[]}}]}}"#
    }

    @Test func objectsOfLayerSevenHaveRowsOfTheirOwn() throws {
        var changes = StatusChanges(format: .table, style: TextStyle(), showsHeaders: true)
        let services = list(Self.service("web"))
        let one = list(Self.ingress("front", host: "a.example.com"))
        #expect(changes.text(of: try report(services, ingresses: list())).split(separator: "\n").count == 2)
        let first = changes.text(of: try report(services, ingresses: one)).split(separator: "\n")
        #expect(first.count == 2 && first[0].contains("INGRESS") && first[1].contains("a.example.com"), "\(first)")
        #expect(changes.text(of: try report(services, ingresses: one)) == "")
        let other = changes.text(
            of: try report(services, ingresses: list(Self.ingress("front", host: "b.example.com"))))
        #expect(other.split(separator: "\n").count == 1 && other.contains("b.example.com"))
        // What could not be read is not gone.
        let unread = #"{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}"#
        #expect(!changes.text(of: try report(services, ingresses: unread)).contains("deleted"))
        #expect(changes.text(of: try report(services, ingresses: list())).contains("deleted"))
    }

    @Test func objectsOfLayerSevenInOtherFormats() throws {
        let ingresses = list(Self.ingress("front", host: "a.example.com"))
        var names = StatusChanges(format: .name, style: TextStyle(), showsHeaders: true)
        #expect(names.text(of: try report(list(), ingresses: ingresses)) == "shop/ingress/front\n")
        var json = StatusChanges(format: .json, style: TextStyle(), showsHeaders: true)
        let line = try JSONValue(parsing: Array(json.text(of: try report(list(), ingresses: ingresses)).utf8))
        #expect(line["type"]?.string == "ADDED" && line["resource"]?["name"]?.string == "front")
        #expect(line["service"] == nil)
    }

    /// One query fits a report and its changes.
    @Test(arguments: [
        ("{.services[*].name}", "web\n"), ("{.resources[*].kind}", "Service\n"),
        ("{.type} {.service.namespace}", "ADDED shop\n"),
    ]) func queriesPrintOneLineForAChange(template: String, expected: String) throws {
        var json = StatusChanges(format: .json, style: TextStyle(), showsHeaders: true)
        var documents = ChangeDocuments(query: .template(try JSONPathTemplate(template)), showsHeaders: true)
        let report = try report(list(Self.service("web")))
        #expect(documents.text(of: json.text(of: report)) == expected)
        #expect(documents.text(of: json.text(of: report)).isEmpty)
    }

    @Test func columnsAndYAMLPrintEachChange() throws {
        let reports = try [
            report(list(Self.service("web"))), report(list(Self.service("web"), Self.service("a-long-name"))),
        ]
        var json = StatusChanges(format: .json, style: TextStyle(), showsHeaders: true)
        let lines = reports.map { json.text(of: $0) }
        var columns = ChangeDocuments(
            query: .columns(try CustomColumns("TYPE:.type,KIND:.kind,NAME:.name,X:.none")), showsHeaders: true)
        #expect(
            lines.map { columns.text(of: $0) } == [
                "TYPE   KIND     NAME  X\nADDED  Service  web   <none>\n", "ADDED  Service  a-long-name  <none>\n",
            ])
        var yaml = ChangeDocuments(query: nil, showsHeaders: true)
        let text = lines.map { yaml.text(of: $0) }.joined()
        #expect(text.hasPrefix("---\n") && text.split(separator: "---\n").count == 2, "\(text)")
        #expect(text.contains("name: a-long-name") && text.hasSuffix("\n"), "\(text)")
        // That a cluster is unreachable is about no object.
        let reach = #"{"type":"UNREACHABLE","observedAt":"","cluster":"tenant","message":"x"}"# + "\n"
        #expect(columns.text(of: reach).isEmpty && yaml.text(of: reach).contains("type: UNREACHABLE"))
    }

    @Test func quietIsAWordForEachChange() throws {
        var changes = StatusChanges(format: .table, style: TextStyle(), showsHeaders: true, isQuiet: true)
        let first = try report(list(Self.service("web"), Self.service("api")))
        let words = changes.text(of: first)
        #expect(words.split(separator: "\n").count == 2 && words.contains("shop/service/web  "), "\(words)")
        #expect(words.split(separator: "\n").allSatisfy { $0.split(separator: " ").count == 2 }, "\(words)")
        #expect(changes.text(of: first).isEmpty)
        #expect(changes.text(of: try report(list(Self.service("web")))) == "shop/service/api  GONE\n")
    }

    private func list(_ services: String...) -> String {
        #"{"kind":"List","items":[\#(services.joined(separator: ","))]}"#
    }

    @Test func onlyWhatHasChangedIsTold() throws {
        var changes = StatusChanges(format: .table, style: TextStyle(), showsHeaders: true)
        let first = changes.text(of: try report(list(Self.service("web"), Self.service("api"))))
        #expect(first.split(separator: "\n").count == 3)
        #expect(first.hasPrefix("NAMESPACE"))
        // An age is no change.
        let same = try report(list(Self.service("web"), Self.service("api")), at: "2026-11-22T13:00:00Z")
        #expect(changes.text(of: same) == "")
        let arrived = changes.text(of: try report(list(Self.service("web", address: "192.0.2.1"), Self.service("api"))))
        #expect(arrived.split(separator: "\n").count == 1)
        #expect(arrived.contains("192.0.2.1"))
        let gone = changes.text(of: try report(list(Self.service("api"))))
        let deleted = gone.split(separator: "\n").filter { $0.contains("deleted") }
        #expect(deleted.count == 1 && deleted[0].hasPrefix("shop") && deleted[0].contains("web"), "\(gone)")
        #expect(changes.text(of: try report(list(Self.service("api")))) == "")
    }

    /// A symptom gets more severe with its age, which a row does not show.
    @Test func rowsThatDifferInAgeOnlyAreNotRepeated() throws {
        for format in [OutputFormat.table, .wide, .json] {
            var changes = StatusChanges(format: format, style: TextStyle(), showsHeaders: false)
            let young = try report(list(Self.service("web")), at: "2026-11-22T10:00:05Z")
            let old = try report(list(Self.service("web")), at: "2026-11-22T12:00:00Z")
            #expect(young.findings.map(\.code) == old.findings.map(\.code))
            #expect(young.findings.map(\.severity) != old.findings.map(\.severity))
            #expect(changes.text(of: young) != "")
            #expect((changes.text(of: old) == "") == (format != .json))
        }
    }

    @Test("findings of others number its own anew: that is no change of a Service")
    func otherFindingsAreNoChange() throws {
        var changes = StatusChanges(format: .name, style: TextStyle(), showsHeaders: true)
        let first = try report(list(Self.service("web")))
        let second = try report(list(Self.service("web"), Self.service("api")))
        let identifiers = [first, second].map { report in
            report.services.first { $0.key.name == "web" }.map { report.findings(of: $0.key).map(\.id) }
        }
        #expect(identifiers[0]?.isEmpty == false && identifiers[0] != identifiers[1])
        #expect(changes.text(of: first) == "shop/service/web\n")
        #expect(changes.text(of: second) == "shop/service/api\n")
    }

    @Test func rowsStandBelowEachOther() throws {
        var changes = StatusChanges(format: .table, style: TextStyle(), showsHeaders: true)
        let first = changes.text(of: try report(list(Self.service("a-rather-long-name"))))
        let second = changes.text(of: try report(list(Self.service("a-rather-long-name"), Self.service("b"))))
        let positions = [first, second].compactMap { text -> Int? in
            guard let line = text.split(separator: "\n").last, let range = line.firstRange(of: "80/TCP") else {
                return nil
            }
            return line.distance(from: line.startIndex, to: range.lowerBound)
        }
        #expect(positions.count == 2 && Set(positions).count == 1)
    }

    /// A list that could not be read, or of which only a part was, says nothing about what is not in it.
    @Test(arguments: [
        #"{"kind":"Status","message":"no","code":403}"#, #"{"kind":"Status","message":"away","code":503}"#,
    ])
    func whatCouldNotBeReadIsNotGone(answer: String) throws {
        var changes = StatusChanges(format: .json, style: TextStyle(), showsHeaders: true)
        _ = changes.text(of: try report(list(Self.service("web"))))
        #expect(changes.text(of: try report(answer)) == "")
        #expect(changes.text(of: try report(list(Self.service("web")))) == "")
    }

    /// Without it a watch in a pipe shows nothing at all while both servers are down.
    @Test(arguments: [OutputFormat.table, .wide, .short, .json])
    func anUnreachableClusterIsReportedOnceUntilItIsBack(format: OutputFormat) throws {
        var changes = StatusChanges(format: format, style: TextStyle(), showsHeaders: false)
        let up = try report(list(Self.service("web")))
        let down = try report(
            list(Self.service("web")),
            failedReads: #"{"tenant":"timed out\u001b[31m\n::error::","management":"refused"}"#)
        #expect(changes.text(of: up).split(separator: "\n").count == 1)
        let first = changes.text(of: down).split(separator: "\n").map(String.init)
        #expect(first.count == 2 && first.allSatisfy { $0.contains("UNREACHABLE") }, "\(first)")
        #expect(first[0].contains("tenant") && first[0].contains("timed out") && first[1].contains("management"))
        #expect(first.allSatisfy { !$0.contains("\u{1B}") })
        #expect(changes.text(of: down) == "")
        let back = changes.text(of: up).split(separator: "\n")
        #expect(
            back.count == 2 && back.allSatisfy { $0.contains("REACHABLE") && !$0.contains("UNREACHABLE") }, "\(back)")
        #expect(changes.text(of: up) == "")
    }

    /// A management cluster that was never asked is not unreachable.
    @Test(arguments: [OutputFormat.table, .wide, .short, .json])
    func clustersThatAreUnreachableFromTheBeginningAreReported(format: OutputFormat) throws {
        let failedReads = #"{"tenant":"timed out","management":"refused"}"#
        for (access, count) in [(#"{"server":"https://management.example:6443"}"#, 2), (nil, 1)] {
            var changes = StatusChanges(format: format, style: TextStyle(), showsHeaders: true)
            let down = try report(list(), failedReads: failedReads, access: access)
            let lines = changes.text(of: down).split(separator: "\n")
            #expect(lines.count == count && lines.allSatisfy { $0.contains("UNREACHABLE") }, "\(lines)")
            #expect(changes.text(of: down) == "")
        }
    }

    @Test func inJSONEachChangeIsAnObjectOnALine() throws {
        var changes = StatusChanges(format: .json, style: TextStyle(), showsHeaders: true)
        var lines: [JSONValue] = []
        for services in [list(Self.service("web")), list(Self.service("web", address: "192.0.2.1")), list()] {
            for line in changes.text(of: try report(services)).split(separator: "\n") {
                lines.append(try JSONValue(parsing: Array(line.utf8)))
            }
        }
        #expect(lines.map { $0["type"]?.string } == ["ADDED", "MODIFIED", "DELETED"])
        #expect(lines.allSatisfy { $0["service"]?["name"]?.string == "web" })
        #expect(lines.first?["findings"]?.array?.isEmpty == false)
        #expect(lines.first?["observedAt"]?.string == "2026-11-22T12:00:00Z")
    }
}
