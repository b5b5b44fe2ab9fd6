using System.Globalization;

namespace Provost.Engine.Targets.OAuth;

/// <summary>Asks a token endpoint, over the same outbound rules as every request to a target.</summary>
internal static class TokenClient
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Never throws for what the other side does; is not cancelled, because a refresh token may be used up.
    /// </summary>
    public static async Task<TokenAnswer> AskAsync(
        TargetCredential credential,
        OAuthClient client,
        OutboundSettings outbound,
        TimeProvider time
    )
    {
        var asked = time.GetUtcNow();
        if (TokenRequests.For(credential, asked, Guid.CreateVersion7(asked)) is not { } request)
            return new TokenAnswer.Refused(null, TokenAdvice.NothingToAskWith);

        using var reply = await SendAsync(client.TokenEndpoint, request, outbound, time);
        return TokenAnswers.Judge(client.TokenEndpoint, reply, asked, credential.Secrets);
    }

    private static async Task<Reply> SendAsync(
        Uri endpoint,
        TokenRequest request,
        OutboundSettings outbound,
        TimeProvider time
    )
    {
        using var http = new OutboundHttp(outbound);
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(request.Form),
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (request.Authorization is { } authorization)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var deadline = new CancellationTokenSource(Deadline, time);
        try
        {
            using var response = await http.SendAsync(message, deadline.Token);
            return await Reply.ReadAsync(response, MaxAnswerBytes, time.GetUtcNow(), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            var seconds = Deadline.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Reply.Failed(Fault.TimedOut, $"{seconds} s", mayHaveArrived: true);
        }
        catch (HttpRequestException e) when (e.InnerException is EngineException refused)
        {
            return Reply.Failed(Fault.Blocked, refused.Message);
        }
        catch (EngineException e)
        {
            return Reply.Failed(Fault.Blocked, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Reply.Failed(Fault.Unreachable, e.Message);
        }
    }
}
