using System.Net;
using System.Text.RegularExpressions;

namespace Provost.Server.Tests.Authority;

/// <summary>A browser without scripts: keeps cookies, follows redirects on this server, sends the forms that it is shown.</summary>
internal sealed partial class Browser(HttpClient http, string root)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public string Html { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the last redirect led away from this server; null where a page is shown.</summary>
    public Uri? Left { get; private set; }

    public HttpResponseMessage Last { get; private set; } = new();

    public string Heading => WebUtility.HtmlDecode(HeadingText().Match(Html).Groups["text"].Value);

    public string Problem => WebUtility.HtmlDecode(ProblemText().Match(Html).Groups["text"].Value);

    public Task OpenAsync(string address) => GoAsync(HttpMethod.Get, new Uri(new Uri(root), address), null);

    /// <summary>Sends the form of the page, with what is hidden in it and what a person fills in.</summary>
    public Task SendAsync(params (string Name, string Value)[] filledIn)
    {
        var form = HiddenInput()
            .Matches(Html)
            .Select(m =>
                KeyValuePair.Create(
                    WebUtility.HtmlDecode(NameText().Match(m.Value).Groups["text"].Value),
                    WebUtility.HtmlDecode(ValueText().Match(m.Value).Groups["text"].Value)
                )
            )
            .Where(f => filledIn.All(i => i.Name != f.Key))
            .Concat(filledIn.Select(f => KeyValuePair.Create(f.Name, f.Value)))
            .ToList();
        var action = WebUtility.HtmlDecode(ActionText().Match(Html).Groups["text"].Value);
        return GoAsync(HttpMethod.Post, new Uri(new Uri(root), action), form);
    }

    public Task SignInAsync(string name, string password) => SendAsync(("username", name), ("password", password));

    private async Task GoAsync(HttpMethod method, Uri address, List<KeyValuePair<string, string>>? form)
    {
        Left = null;
        for (var hops = 0; hops < 10; hops++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (_cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            request.Content = form is null ? null : new FormUrlEncodedContent(form);
            Last = await http.SendAsync(request, Ct);
            foreach (var cookie in Last.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var (name, value) = (cookie.Split('=', 2)[0], cookie.Split('=', 2)[1].Split(';')[0]);
                if (value.Length == 0)
                    _cookies.Remove(name);
                else
                    _cookies[name] = value;
            }

            Status = Last.StatusCode;
            Html = await Last.Content.ReadAsStringAsync(Ct);
            if (Last.Headers.Location is not { } location)
                return;
            (method, form, address) = (HttpMethod.Get, null, new Uri(address, location));
            if (address.GetLeftPart(UriPartial.Authority) != root)
            {
                Left = address;
                return;
            }
        }

        Assert.Fail($"Redirects without end, the last to {address}");
    }

    [GeneratedRegex("<h1>(?<text>[^<]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadingText();

    [GeneratedRegex("<p class=\"problem\"[^>]*>(?<text>[^<]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProblemText();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenInput();

    [GeneratedRegex(" name=\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameText();

    [GeneratedRegex(" value=\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValueText();

    [GeneratedRegex("<form[^>]* action=\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ActionText();
}
