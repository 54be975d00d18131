import CommandLineKit
import Commands

/// kubelb-ctl-config(5): the configuration file.
enum ConfigurationPage {
    static var text: String {
        ManPage.page(
            name: "kubelb-ctl-config", section: 5, summary: "Pairs of clusters, and defaults of options",
            sections: [
                ManPage.Section(
                    "Description",
                    """
                    A YAML file that gives names to pairs of a tenant cluster and a management cluster, for --pair and for \
                    kubelb-ctl doctor --all-pairs, and that sets defaults of options. It is ~/.config/kubelb-ctl/config.yaml, \
                    or kubelb-ctl/config.yaml in XDG_CONFIG_HOME; KUBELB_CTL_CONFIG and --config name another one, which then \
                    has to be there. It holds no credentials: these are in the kubeconfigs that it names.
                    kubelb-ctl config validate tells everything that is wrong with it, with line and column; kubelb-ctl \
                    config view shows what counts, and where each value comes from. A file with a mistake stops every command \
                    that asks clusters or reads a bundle, before anything is read.
                    """),
                ManPage.Section(
                    "What counts",
                    """
                    An option of the command line counts before an environment variable, that before the pair, that before the \
                    defaults, and these before what is built in. --pair= chooses no pair, whatever the defaults say.
                    What names a cluster is settled together: another kubeconfig takes the context of the pair away, and another \
                    context its cluster, its user and, for the tenant cluster, the name of the tenant. For --all-pairs, \
                    variables that name clusters do not count. A bundle has both clusters in it, so that no pair counts for it.
                    """),
                keys("Keys", "At the top of the file:", ConfigurationKeys.top),
                keys("Keys of defaults", "Below defaults:", ConfigurationKeys.general),
                keys(
                    "Keys of a pair",
                    "Below pairs, and there below the name of a pair, which has no blanks. Without a key for the management "
                        + "cluster, the CCM\u{2019}s own credentials lead there.",
                    ConfigurationKeys.pair),
                ManPage.Section("Example", "Three pairs, the first of which counts:", block: ConfigurationKeys.example),
            ],
            references: [
                ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubelb-ctl-config", 1),
                ManPage.Reference("kubelb-ctl-doctor", 1),
            ], edition: ManPages.edition)
    }

    private static func keys(_ heading: String, _ text: String, _ keys: [ConfigurationKey]) -> ManPage.Section {
        ManPage.Section(
            heading, text,
            items: keys.map { key in
                var parts = ["\(key.summary): \(key.values)."]
                if let value = key.defaultValue { parts.append("Default: \(value).") }
                if let variable = key.variable { parts.append("\(variable) counts before it.") }
                return (key.name, parts.joined(separator: " "))
            })
    }
}
