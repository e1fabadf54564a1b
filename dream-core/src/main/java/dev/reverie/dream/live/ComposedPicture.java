package dev.reverie.dream.live;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A finished picture and where it comes from. Its matrices are valid and unchanging only during the
 * call that hands it over.
 *
 * @param picture 8-bit BGR
 * @param frame the frame that the dream was laid over, 8-bit BGR of the same size
 * @param stamp of that frame
 * @param dreamed whether a dream lies over it
 */
public record ComposedPicture(Mat picture, Mat frame, FrameFeed.Stamp stamp, boolean dreamed) {}
