#if Sandbox
    import Documents
    import Sandbox
    import Testing

    @Suite(.serialized)
    struct ScaleTests {
        @Test("1,000 Services come up")
        func thousand() async throws {
            try await withSandbox { sandbox in
                for number in 1...1000 {
                    #expect(await sandbox.tryToCreateService("web-\(number)"))
                }
                try await eventually(within: .seconds(240)) {
                    let services = try await sandbox.inventory().services.values
                    let waiting = services.filter { $0.address == nil }.count
                    return services.count == 1000 && waiting == 0 ? nil : "\(waiting) of \(services.count) wait"
                }
                let addresses = Set(try await sandbox.inventory().services.values.compactMap(\.address))
                #expect(addresses.count == 1000)
                for address in addresses.sorted().prefix(20) {
                    try await eventually {
                        try await sandbox.answer(of: address, "8080/TCP") == nil ? "\(address) does not answer" : nil
                    }
                }
            }
        }
    }
#endif
