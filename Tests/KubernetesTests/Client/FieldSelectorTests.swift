import Testing

@testable import Kubernetes

/// Servers before Kubernetes 1.31 reject the field by which Services of type LoadBalancer are selected.
@Suite struct FieldSelectorTests {
    private static let rejected = ScriptedServer.Answer.text(
        #"{"kind":"Status","status":"Failure","message":"field label not supported: spec.type","code":400}"#, 400)
    private static let list = ScriptedServer.Answer.text(
        #"{"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a","namespace":"n","uid":"u"}}]}"#
    )

    @Test func allServicesAreReadIfTheFieldIsUnknown() async throws {
        let server = try ScriptedServer([Self.rejected, Self.list])
        let services = await (try server.client()).list(Service.self, .loadBalancerServices(namespace: "n"))
        #expect(services.value?.items.map(\.metadata.name) == ["a"])
        #expect(server.targets.map { $0.contains("fieldSelector") } == [true, false])
        #expect(server.targets.allSatisfy { $0.hasPrefix("/api/v1/namespaces/n/services?") })
    }

    /// More objects than were requested would be wrong there.
    @Test func otherFieldsAreNotDropped() async throws {
        let server = try ScriptedServer([Self.rejected])
        let services = await (try server.client()).list(Service.self, ListQuery(fields: "metadata.name=a"))
        #expect(services.value == nil && server.targets.count == 1)
    }

    /// Any other failure is none of the field's.
    @Test func otherFailuresAreReported() async throws {
        let server = try ScriptedServer([
            .text(#"{"kind":"Status","status":"Failure","message":"spec.type HTTP 400","code":500}"#, 500)
        ])
        let services = await (try server.client()).list(Service.self, .loadBalancerServices())
        #expect(services.value == nil && server.targets.count == 1)
    }
}
