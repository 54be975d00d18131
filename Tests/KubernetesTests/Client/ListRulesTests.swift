import Documents
import Testing

@testable import Kubernetes

/// Lists that are not the ones that were asked for, lists without an end, and what a 404 proves.
@Suite(.timeLimit(.minutes(15)))
struct ListRulesTests {
    private typealias Answer = ScriptedServer.Answer

    /// `metadata` begins with a resourceVersion unless it is empty.
    private static func page(_ members: String, count: Int = 1) -> Answer {
        let metadata = members.isEmpty ? "{}" : #"{"resourceVersion":"5",\#(members)}"#
        let items = (0..<count).map { #"{"metadata":{"name":"s\#($0)","namespace":"n"}}"# }.joined(separator: ",")
        return .text(#"{"kind":"ServiceList","apiVersion":"v1","metadata":\#(metadata),"items":[\#(items)]}"#)
    }

    @Test func `the same token twice ends the list`() async throws {
        let server = try ScriptedServer(Self.page(#""continue":"a""#))
        let list = await (try server.client(pageSize: 1)).list(Service.self)
        #expect(list.value?.cutOff?.contains("same continue token") == true)
        #expect(server.heads.count <= 4)
    }

    @Test func `short pages without an end are not read for ever`() async throws {
        let pages = (0..<100).map { Self.page(#""continue":"t\#($0)""#) }
        let server = try ScriptedServer(pages)
        let list = await (try server.client(pageSize: 500)).list(Service.self)
        #expect(list.value?.cutOff?.contains("short pages") == true)
        #expect(server.heads.count < 30)
    }

    @Test func `more objects than were announced are not read for ever`() async throws {
        let pages = (0..<100).map { Self.page(#""continue":"t\#($0)","remainingItemCount":3"#, count: 10) }
        let server = try ScriptedServer(pages)
        let list = await (try server.client(pageSize: 10)).list(Service.self)
        #expect(list.value?.cutOff?.contains("announced fewer") == true)
        #expect(server.heads.count < 10)
    }

    /// Whether objects are decoded or kept as documents: 30 MB of them would become gigabytes.
    @Test(arguments: [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ",")])
    func `a page of millions of values is not decoded`(part: UInt8) {
        let page = [UInt8](repeating: part, count: 1_000_001)
        #expect(PageBudget.excess(in: page, limit: 1_000_000)?.contains("1 million values") == true)
        #expect(PageBudget.excess(in: page) == nil)
        #expect(PageBudget.excess(in: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_001), limit: 1_000_000) == nil)
    }

    /// API servers set it in every list; a proxy that answers everything with an empty list does not.
    @Test(arguments: [0, 1])
    func `a list without a resourceVersion has failed`(count: Int) async throws {
        let server = try ScriptedServer(Self.page("", count: count), Self.page("", count: count))
        let list = await (try server.client()).list(Service.self)
        #expect(list.value == nil)
        #expect(list.unknown?.reasonAlone.contains("no resourceVersion") == true, "\(list)")
    }

    @Test func `only a 404 that names the object is its absence`() async throws {
        func outcome(_ details: String) async throws -> Observed<ObjectList<Service>> {
            let body = #"{"kind":"Status","code":404,"message":"x","details":\#(details)}"#
            let server = try ScriptedServer(.text(body, 404))
            return await (try server.client()).get(Service.self, namespace: "n", name: "web", uid: "u")
        }
        #expect(try await outcome(#"{"name":"web","kind":"services"}"#).value?.items.isEmpty == true)
        #expect(try await outcome(#"{"name":"web","kind":"services","uid":"u"}"#).value?.items.isEmpty == true)
        for details in [
            "{}", #"{"name":"web"}"#, #"{"name":"other","kind":"services"}"#, #"{"name":"web","kind":"pods"}"#,
            #"{"name":"web","group":"apps","kind":"services"}"#, #"{"name":"web","kind":"services","uid":"v"}"#,
        ] {
            let found = try await outcome(details)
            #expect(found.value == nil && found.unknown != nil, "\(details)")
        }
    }

    @Test func `a 404 for a list is absence if discovery confirms it`() async throws {
        let groups = #"{"kind":"APIGroupList","groups":[{"versions":[{"groupVersion":"apps/v1"}]}]}"#
        let listed = groups.replacing("apps/v1\"}", with: "apps/v1\"},{\"groupVersion\":\"example.test/v1\"}")
        // The groups of the server, then the resources of the group.
        let absent: [[Answer]] = [
            [.text(listed), .text(#"{"kind":"APIResourceList","resources":[{"name":"others"}]}"#)], [.text(groups)],
        ]
        for answers in absent {
            let server = try ScriptedServer([.text("404 page not found", 404)] + answers)
            guard case .absent = await (try server.client()).list(Example.self) else {
                Issue.record("not absent")
                continue
            }
        }
        let unknown: [[Answer]] = [
            [.text(listed), .text(#"{"kind":"APIResourceList","resources":[{"name":"examples"}]}"#)],
            [.text(listed), .text("404 page not found", 404)], [.text("404 page not found", 404)],
            [.text("{}"), .text("404 page not found", 404)], [.text("no", 500)],
        ]
        for answers in unknown {
            let server = try ScriptedServer([.text("404 page not found", 404)] + answers)
            guard case .failed = await (try server.client()).list(Example.self) else {
                Issue.record("\(answers.count) answers prove an absence")
                continue
            }
        }
    }

    @Test func `two reads of a Service that differ in anything confirm nothing`() async throws {
        @Sendable func service(_ type: String) -> String {
            #"{"metadata":{"name":"web","namespace":"n","uid":"u","resourceVersion":"5"},"spec":{"type":"\#(type)"}}"#
        }
        for (type, isConfirmed) in [("LoadBalancer", true), ("ClusterIP", false)] {
            let server = try ScriptedServer { head in
                let items = #""items":[\#(service(type))]"#
                let list = #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"6"},\#(items)}"#
                return .text(head.contains("fieldSelector") ? list : service("LoadBalancer"))
            }
            let found = await (try server.client()).confirmed(Service.self, namespace: "n", name: "web", uid: "u")
            #expect((found.value != nil) == isConfirmed)
        }
    }

    @Test func `a Service is confirmed to be gone by two reads that agree`() async throws {
        let notFound = Answer.text(
            #"{"kind":"Status","code":404,"details":{"name":"web","kind":"services"}}"#, 404)
        let none = Self.page(#""selfLink":"""#, count: 0)
        for (list, isAbsent) in [
            (none, true), (Self.page("", count: 0), false), (Self.page(#""selfLink":"""#), false),
        ] {
            // Sent at once: both get the answer that fits.
            let server = try ScriptedServer { head in head.contains("fieldSelector") ? list : notFound }
            let found = await (try server.client()).confirmed(Service.self, namespace: "n", name: "web", uid: "u")
            if case .absent = found { #expect(isAbsent) } else { #expect(!isAbsent, "\(found)") }
        }
    }
}

private struct Example: KubernetesObject {
    static let kind = "Example"
    static let resource = "examples.example.test"
    var metadata = ObjectMeta()

    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) { try reader.skip() }
}
