import Documents
import Kubernetes
import Testing

/// A server-side apply that changes nothing, and what its answers say.
@Suite struct DryRunApplyTests {
    private static func answer(_ answer: ScriptedServer.Answer) async throws -> (DryRunApply.Answer, [String]) {
        let server = try ScriptedServer(answer)
        let apply = DryRunApply(
            ["kind": "Ingress"], of: Ingress.self, namespace: "tenant-acme", name: "shop-site", fieldManager: "tests")
        let answer = await (try server.client()).answer(to: apply)
        return (answer, server.heads)
    }

    private static func refusal(_ status: Int, _ message: String) -> ScriptedServer.Answer {
        let body: JSONValue = ["kind": "Status", "code": .number(JSONNumber(status)), "message": .string(message)]
        return ScriptedServer.Answer(status: status, body: body.encoded())
    }

    @Test func everyRequestIsADryRun() async throws {
        let (answer, heads) = try await Self.answer(.text("{}"))
        #expect(answer == .accepted)
        #expect(heads.count == 1)
        let head = try #require(heads.first)
        #expect(
            head.hasPrefix("PATCH /apis/networking.k8s.io/v1/namespaces/tenant-acme/ingresses/shop-site?dryRun=All&"))
        #expect(head.lowercased().contains("content-type: application/apply-patch+yaml"))
    }

    @Test(arguments: [
        (403, "ingresses \"x\" is forbidden: exceeded quota: objects"),
        (400, "admission webhook \"x\" denied the request"),
        (422, "Ingress.networking.k8s.io \"x\" is invalid: spec.rules"),
        (403, "admission webhook \"x\" denied the request"),
    ])
    func whatIsRefusedIsTold(status: Int, message: String) async throws {
        let (answer, _) = try await Self.answer(Self.refusal(status, message))
        #expect(answer == .refused(message))
    }

    @Test func aMissingPermissionIsNoRefusal() async throws {
        let message = "ingresses \"x\" is forbidden: User \"jane\" cannot patch resource \"ingresses\" in API group"
        let (answer, _) = try await Self.answer(Self.refusal(403, message))
        #expect(
            answer
                == .unknown(
                    .forbidden(
                        MissingRight(
                            verb: "patch", resource: "ingresses.networking.k8s.io", namespace: "tenant-acme"))))
    }

    @Test func aServerThatFailsSaysNothing() async throws {
        let (answer, heads) = try await Self.answer(Self.refusal(500, "etcdserver: request timed out"))
        guard case .unknown = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(heads.count == 1)
    }

    @Test func secretsInAnswersAreRedacted() async throws {
        let (answer, _) = try await Self.answer(
            Self.refusal(400, "denied the request: password=hunter2hunter2 is not allowed"))
        guard case .refused(let message) = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(!message.contains("hunter2hunter2"))
    }
}
