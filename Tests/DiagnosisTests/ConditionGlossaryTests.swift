import Testing

@testable import Diagnosis

@Suite struct ConditionGlossaryTests {
    @Test(arguments: [
        "Accepted=False/NotAllowedByListeners", "notallowedbylisteners", "InvalidCertificateRef",
        "Ready=False/DoesNotExist",
    ])
    func isFoundByWhatPeopleWrite(word: String) {
        #expect(ConditionMeaning.named(word).count == 1)
    }

    @Test func aTypeWithItsStatusNamesAllItsReasons() {
        #expect(ConditionMeaning.named("Conflicted=True").map(\.reason) == ["HostnameConflict", "ProtocolConflict"])
        #expect(ConditionMeaning.named("Conflicted").isEmpty)
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
