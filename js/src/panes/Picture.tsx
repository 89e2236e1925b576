/** One picture with its caption, as large as the pane allows. */

export interface PictureContent {
  src: string;
  caption: string;
}

/** The picture in what a window holds, however incomplete. */
export function pictureIn(content: unknown): PictureContent {
  const { src, caption } = (typeof content === "object" && content !== null ? content : {}) as Record<string, unknown>;
  return { src: typeof src === "string" ? src : "", caption: typeof caption === "string" ? caption : "" };
}

export function Picture({ src, caption, title }: PictureContent & { title: string }) {
  return (
    <>
      <div className="picture">
        {src !== "" && <img className="content-image" src={src} alt={caption || title || "picture"} draggable={false} />}
      </div>
      {caption !== "" && <p className="caption">{caption}</p>}
    </>
  );
}
