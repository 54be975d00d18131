import Commands
import Documents
import FoundationEssentials
import Sandbox
import Testing

@testable import Commands

/// `events`: of every object on the path and of no other, oldest first.
@Suite struct EventsCommandTests {
    private func events(_ bundle: String, _ words: String...) async throws -> (run: Run, events: [JSONValue]) {
        let result = await run(["events"] + words + ["-o", "json", "--from-bundle", bundle])
        let document = try JSONValue(parsing: Array(result.output.utf8))
        #expect(document["kind"]?.string == "EventReport")
        return (result, document["events"]?.array ?? [])
    }

    private static func event(
        _ name: String, _ kind: String, _ object: String, namespace: String = "shop", fields: String
    ) -> String {
        "\(namespace)/\(name): {involvedObject: {kind: \(kind), namespace: \(namespace), name: \(object)}, "
            + "reason: R, type: Normal, \(fields)}"
    }

    private static func at(_ minute: Int) -> String { "lastTimestamp: \"2026-11-22T11:\(minute):00Z\"" }

    @Test func `of the Service and what belongs to it in both clusters, not of others`() async throws {
        let uid = "00000000-0000-4000-8000-000000000001"
        let tenant = [
            Self.event("a", "Service", "web", fields: Self.at(40)),
            Self.event("b", "Service", "api", fields: Self.at(41)),
            Self.event("c", "Service", "web", namespace: "other", fields: Self.at(42)),
            Self.event("d", "Pod", "kubelb-ccm-1", namespace: "kubelb", fields: Self.at(10)),
            Self.event("e", "Pod", "elsewhere-1", namespace: "kubelb", fields: Self.at(11)),
            "default/f: {involvedObject: {kind: Node, name: node-a}, reason: R, type: Warning, \(Self.at(20))}",
        ]
        let management = [
            Self.event("g", "LoadBalancer", uid, namespace: "tenant-acme", fields: Self.at(30)),
            Self.event("h", "Service", "envoy-\(uid)", namespace: "tenant-acme", fields: Self.at(31)),
            Self.event("i", "Service", "envoy-\(uid)", namespace: "tenant-other", fields: Self.at(32)),
            Self.event("j", "Pod", "envoy-tenant-acme-5d8-gone1", namespace: "tenant-acme", fields: Self.at(33)),
        ]
        let changes =
            "tenant: {events: {\(tenant.joined(separator: ", "))}}\n"
            + "management: {events: {\(management.joined(separator: ", "))}}"
        try await withExample(changes) { bundle in
            let (run, events) = try await events(bundle, "svc/web", "-n", "shop")
            let names = events.compactMap { $0["name"]?.string?.split(separator: "/").last }
            #expect(names == ["d", "f", "g", "h", "j", "a"])
            #expect(run.status == .success, "\(run.error)")
            let warnings = try await self.events(bundle, "-A", "--types", "warning").events
            #expect(warnings.compactMap { $0["name"]?.string } == ["default/f"])
            let late = try await self.events(bundle, "svc/web", "-n", "shop", "--since", "28m").events
            #expect(late.compactMap { $0["name"]?.string?.split(separator: "/").last } == ["j", "a"])
        }
    }

    @Test(arguments: [
        (["httproute", "-A"], "no Events of 1 HTTPRoute:"), (["grpcroute", "-A"], "no Events of 0 GRPCRoutes:"),
        (["ing,httproute", "-A"], "no Events of 2 resources:"), (["svc/web", "-n", "shop"], "no Events of 1 Service:"),
    ])
    func `what has none is counted by its kind`(words: [String], expected: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/bundle"
            let none = "tenant: {events: {}}\nmanagement: {events: {}}"
            try BundleWriter.write(ExamplePair(changes: none, hasRoutes: true).files, to: path)
            let result = await run(["events"] + words + ["--types", "Warning", "--from-bundle", path])
            #expect(result.error.contains(expected), "\(result.error)")
        }
    }

    @Test func `of a tenant whose cluster is not visible`() async throws {
        let uid = "00000000-0000-4000-8000-000000000001"
        let events = [
            Self.event("g", "LoadBalancer", uid, namespace: "tenant-acme", fields: Self.at(30)),
            Self.event("h", "Pod", "envoy-tenant-acme-5d8-gone1", namespace: "tenant-acme", fields: Self.at(31)),
            Self.event("i", "Service", "envoy-\(uid)", namespace: "tenant-other", fields: Self.at(32)),
        ]
        let changes =
            "tenant: {events: {\(Self.event("a", "Service", "web", fields: Self.at(40)))}}\n"
            + "management: {events: {\(events.joined(separator: ", "))}}"
        try await withExample(changes) { bundle in
            for words in [["tenant/acme"], ["lb/\(uid)"], ["lb/\(uid)", "--tenant", "acme"]] {
                let run = await run(
                    ["events"] + words + ["--management-only", "-o", "json", "--from-bundle", bundle])
                let events = try JSONValue(parsing: Array(run.output.utf8))["events"]?.array ?? []
                #expect(events.compactMap { $0["name"]?.string } == ["tenant-acme/g", "tenant-acme/h"], "\(run.error)")
                #expect(run.status == .success)
            }
            let cases: [([String], Commands.ExitStatus)] = [
                ([], .usage), (["svc/web"], .usage), (["tenant/none"], .notFound), (["lb/none"], .notFound),
                (["tenant/acme", "--watch"], .usage), (["tenant/acme", "-n", "shop"], .usage),
            ]
            for (words, status) in cases {
                let run = await run(["events"] + words + ["--management-only", "--from-bundle", bundle])
                #expect(run.status == status, "\(words): \(run.error)")
            }
        }
    }

    @Test func `either form of the API, and series once with their number`() async throws {
        let tenant = [
            // As events.k8s.io has it in the core group.
            Self.event(
                "a", "Service", "web",
                fields: "eventTime: \"2026-11-22T11:40:00.123456Z\", lastTimestamp: null, reportingComponent: x, "
                    + "series: {count: 12, lastObservedTime: \"2026-11-22T11:50:00.000000Z\"}"),
            // As that group itself has it.
            "shop/b: {regarding: {kind: Service, namespace: shop, name: web}, note: hello, reason: R, type: Warning, "
                + "reportingController: y, deprecatedCount: 3, deprecatedFirstTimestamp: \"2026-11-22T11:41:00Z\", "
                + "deprecatedLastTimestamp: \"2026-11-22T11:45:00Z\"}",
        ]
        try await withExample("tenant: {events: {\(tenant.joined(separator: ", "))}}") { bundle in
            let events = try await events(bundle, "svc/web", "-n", "shop").events
            #expect(events.map { $0["count"]?.int } == [3, 12])
            #expect(events.map { $0["lastSeen"]?.string } == ["2026-11-22T11:45:00Z", "2026-11-22T11:50:00Z"])
            #expect(events.map { $0["firstSeen"]?.string } == ["2026-11-22T11:41:00Z", "2026-11-22T11:40:00Z"])
            #expect(events.map { $0["reporter"]?.string } == ["y", "x"])
            #expect(events[0]["message"]?.string == "hello")
        }
    }

    @Test func `what could not be read is said`() async throws {
        try await withExample("tenant: {events: forbidden}\n---\nmanagement: {events: failed}") { bundle in
            let result = await run(["events", "-A", "--from-bundle", bundle])
            #expect(result.status == .undetermined)
            #expect(
                result.error.contains("Events of the tenant cluster: forbidden: needs list events"), "\(result.error)")
            #expect(result.error.contains("Events of the management cluster: "), "\(result.error)")
        }
        try await withExample("") { bundle in
            let result = await run(["events", "-A", "--from-bundle", bundle])
            #expect(result.output.isEmpty)
            #expect(result.error.contains("no Events"), "\(result.error)")
        }
    }

    @Test func `codes of the findings for which an Event is evidence`() async throws {
        let uid = "00000000-0000-4000-8000-000000000001"
        let refusal =
            "tenant-acme/a: {involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-\(uid)}, count: 12, "
            + "reason: AllocationFailed, type: Warning, message: \"no available IPs\", \(Self.at(58))}"
        let events =
            "{\(refusal), \(Self.event("b", "Pod", "envoy-tenant-acme-5d8-1", namespace: "tenant-acme", fields: Self.at(59)))}"
        let services = "tenant: {services: {shop/web: {status: {loadBalancer: null}}}}"
        let noAddress =
            "\(services)\nmanagement: {services: {tenant-acme/envoy-\(uid): {status: {loadBalancer: null}}}, events: \(events)}"
        try await withExample(noAddress) { bundle in
            let shown = try await self.events(bundle, "svc/web", "-n", "shop").events
            #expect(shown.compactMap { $0["name"]?.string } == ["tenant-acme/a", "tenant-acme/b"])
            #expect(shown.map { $0["codes"]?.array?.compactMap(\.string) } == [["KLC-D002"], []])
            for format in ["table", "wide"] {
                let table = await run(["events", "svc/web", "-n", "shop", "-o", format, "--from-bundle", bundle])
                let lines = table.output.split(separator: "\n")
                #expect(lines[0].contains("REASON            FINDING   OBJECT"), "\(table.output)")
                #expect(lines[1].contains("AllocationFailed  KLC-D002  Service tenant-acme/envoy-\(uid)"))
                #expect(lines[2].contains("R                 -         Pod"))
            }
            let short = await run(["events", "svc/web", "-n", "shop", "-o", "short", "--from-bundle", bundle]).output
            #expect(short.contains(" Warning AllocationFailed KLC-D002 Service tenant-acme/envoy-\(uid): no available"))
            #expect(short.contains(" Normal R Pod tenant-acme/envoy-tenant-acme-5d8-1: "), "\(short)")
        }
        // Codes stand beneath a reason that leaves no room for them.
        try await withExample(noAddress.replacing("AllocationFailed", with: "AllocationFailedForGood")) { bundle in
            let narrow = await run(["events", "svc/web", "-n", "shop", "--from-bundle", bundle], width: 60).output
            let plain = narrow.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            #expect(plain.split(separator: "\n").allSatisfy { $0.count <= 60 }, "\(narrow)")
            #expect(narrow.contains("AllocationFailedForGood\n    KLC-D002: Service"), "\(narrow)")
        }
        // A check that could not be evaluated names no Event.
        try await withExample("\(services)\nmanagement: {services: forbidden, events: \(events)}") { bundle in
            let shown = try await self.events(bundle, "svc/web", "-n", "shop").events
            #expect(shown.contains { $0["name"]?.string == "tenant-acme/a" })
            #expect(shown.allSatisfy { $0["codes"]?.array?.isEmpty == true })
        }
    }

    @Test func `messages lose secrets and control characters`() async throws {
        let message = #"message: "pull failed: \u001b[2J https://user:hunter22@registry.example/x""#
        let changes = "tenant: {events: {\(Self.event("a", "Service", "web", fields: message + ", " + Self.at(40)))}}"
        try await withExample(changes) { bundle in
            for format in ["table", "wide", "short", "json", "yaml"] {
                let result = await run(["events", "-A", "-o", format, "--from-bundle", bundle])
                #expect(result.output.contains("pull failed"))
                #expect(!result.output.contains("hunter22") && !result.output.contains("\u{1B}"), "\(result.output)")
            }
        }
    }

    // MARK: Live

    private static func document(_ name: String, count: Int) -> String {
        """
        {"metadata":{"name":"\(name)","namespace":"kubelb","resourceVersion":"VERSION"},"type":"Warning","reason":"BackOff",
        "message":"again","count":\(count),"involvedObject":{"kind":"Pod","namespace":"kubelb","name":"kubelb-ccm-1"},
        "lastTimestamp":"2026-11-22T11:59:0\(count)Z"}
        """
    }

    @Test func `goes on with what comes, each Event once and again when it was seen again`() async throws {
        let server = try LogServer()
        server.change("kubelb-ccm-1") { _ in }
        server.add(event: Self.document("first", count: 1))
        try await withTemporaryDirectory { directory in
            let config = try kubeconfig(server, in: directory)
            let run = FollowedRun(
                ["events", "-A", "-w", "-o", "json", "--no-ccm-credentials", "--kubeconfig", config])
            try await run.wait("the first") { $0.lines.count == 1 }
            server.add(event: Self.document("second", count: 2))
            try await run.wait("the second") { $0.lines.count == 2 }
            server.add(event: Self.document("first", count: 3))
            try await run.wait("the first again") { $0.lines.count == 3 }
            let events = try run.lines.map { try JSONValue(parsing: Array($0.utf8)) }
            #expect(events.map { $0["count"]?.int } == [1, 2, 3])
            #expect(await run.interrupt() == .interrupted)
        }
    }

    @Test func `who may not list them in the core group is served by the other`() async throws {
        let server = try LogServer { _, target in
            target.hasPrefix("/api/v1/") && target.contains("/events") ? .status(403, "no") : .none
        }
        server.change("kubelb-ccm-1") { _ in }
        server.add(event: Self.document("first", count: 1))
        try await withTemporaryDirectory { directory in
            let config = try kubeconfig(server, in: directory)
            let result = await run(["events", "-A", "-o", "name", "--no-ccm-credentials", "--kubeconfig", config])
            #expect(result.output == "kubelb/event/first\n", "\(result.error)")
            #expect(server.requests.contains { $0.hasPrefix("/apis/events.k8s.io/v1/") })
        }
    }
}
