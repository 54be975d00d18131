import Documents
import KubeLB
import Kubernetes
import Testing

@Suite struct ClassMappingTests {
    private static let mapped = [["public", "eg-external"], ["internal", "eg"]]

    @Test(arguments: [
        (
            #"{"gatewayAPI": {"classMappings": [{"source": "public", "target": "eg-external"}, {"source": "internal", "target": "eg"}]}}"#,
            mapped
        ),
        (#"{"gatewayAPI": {}}"#, []),
        (#"{"gatewayAPI": {"classMappings": "public"}}"#, []),
        ("{}", []),
    ])
    func tenantsAndTheirStatesHaveThem(settings: String, expected: [[String]]) throws {
        let tenant = try Self.object(Tenant.self, #"{"spec": \#(settings)}"#)
        #expect(tenant.gatewayAPI.classMappings.map { [$0.source, $0.target] } == expected)
        let state = try Self.object(TenantState.self, #"{"status": \#(settings)}"#)
        #expect(state.gatewayAPI.classMappings.map { [$0.source, $0.target] } == expected)
    }

    private static func object<Item: KubernetesObject>(_ kind: Item.Type, _ text: String) throws -> Item {
        var reader = JSONReader(Array(text.utf8))
        return try Item(from: &reader)
    }
}
