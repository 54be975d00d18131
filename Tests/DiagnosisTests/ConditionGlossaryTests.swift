import Testing

@testable import Diagnosis

@Suite struct ConditionGlossaryTests {
    @Test(arguments: [
        "Accepted=False/NotAllowedByListeners", "notallowedbylisteners", "InvalidCertificateRef",
        "Ready=False/DoesNotExist", "Waiting for controller",
    ])
    func isFoundByWhatPeopleWrite(word: String) {
        #expect(ConditionMeaning.named(word).count == 1)
    }

    @Test func aTypeWithItsStatusNamesAllItsReasons() {
        #expect(ConditionMeaning.named("Conflicted=True").map(\.reason) == ["HostnameConflict", "ProtocolConflict"])
        #expect(ConditionMeaning.named("Conflicted").isEmpty)
    }

    /// What a Gateway shows for most of the reasons why KubeLB does not handle it.
    @Test func waitingForControllerNamesEveryCause() throws {
        let meaning = try #require(ConditionMeaning.named("Accepted=Unknown/Pending").first)
        #expect(Set(["I001", "I002", "I003", "P004", "G002"]).isSubset(of: meaning.checks))
    }

    @Test func namesAreUniqueAndChecksExist() {
        let all = ConditionMeaning.all
        #expect(Set(all.map { "\($0.of) \($0.name)" }).count == all.count)
        for meaning in all {
            #expect(
                !meaning.checks.isEmpty && meaning.checks.allSatisfy { Catalogue.check($0) != nil }, "\(meaning.name)")
        }
    }
}
