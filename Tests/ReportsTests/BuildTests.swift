import Testing

@testable import Reports

@Suite struct BuildTests {
    @Test(arguments: [
        ("0123456789ab", "0123456789ab"), ("0123456789ab-dirty", "0123456789ab"), (nil, "HEAD"),
    ])
    func pagesOfChecksHaveAddresses(commit: String?, revision: String) {
        let address = Build.address(of: "D002", repository: "https://example.com/owner/kubelb-ctl", commit: commit)
        #expect(address == "https://example.com/owner/kubelb-ctl/blob/\(revision)/docs/checks/KLC-D002.md")
    }

    @Test func withoutARepositoryThePathRemains() {
        #expect(Build.page(of: "D002") == "docs/checks/KLC-D002.md")
    }
}
